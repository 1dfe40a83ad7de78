package dev.meridian.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every bad message is refused with one exact complaint and, if it can be read, the task's id.
final class MalformedMessageTest {
  private static final String LIMITS =
      " (expected: [hard, soft] in seconds, each null or 0..1000000000, soft <= hard)";
  private static final String INSTANT =
      " (expected: an ISO 8601 date and time, as 2026-11-21T17:43:47.940032+00:00)";
  private static final String TASK_ID = " (expected: 1..200 printable characters without spaces)";
  private static final CeleryCodec CODEC = new CeleryCodec(Wires.ORIGIN).withMaxInflated(1000);

  @ParameterizedTest
  @MethodSource({"badHeaders", "badBodies", "badTags", "badCompression", "badProperties"})
  void messageIsRefusedWithTheComplaint(Message message, String complaint) {
    var refusal = refusal(message);
    assertThat(refusal).hasMessage(complaint);
    assertThat(refusal.taskId()).contains("t-1");
  }

  static Stream<Arguments> badHeaders() {
    return Stream.of(
        header("task", null, "header task: missing (expected: the name of a task)"),
        header("task", 5, "header task: 5 (expected: text)"),
        header("task", "", "header task:  (expected: 1..255 characters, none a control)"),
        header("task", "a\nb", "header task: a b (expected: 1..255 characters, none a control)"),
        header("retries", -1, "header retries: -1 (expected: a whole number 0..1000000)"),
        header("retries", "2", "header retries: 2 (expected: a whole number 0..1000000)"),
        header("retries", 2.5, "header retries: 2.5 (expected: a whole number 0..1000000)"),
        header(
            "retries",
            1L << 40,
            "header retries: " + (1L << 40) + " (expected: a whole number 0..1000000)"),
        header(
            "group_index",
            true,
            "header group_index: true (expected: a whole number 0..2147483647)"),
        header("group", List.of("g"), "header group: [g] (expected: text)"),
        header("root_id", Map.of("a", 1), "header root_id: {a=1} (expected: text)"),
        header("parent_id", 7L, "header parent_id: 7 (expected: text)"),
        header("timelimit", 30, "header timelimit: 30" + LIMITS),
        header("timelimit", List.of(30), "header timelimit: [30]" + LIMITS),
        header("timelimit", List.of(30, -1), "header timelimit: [30, -1]" + LIMITS),
        header("timelimit", List.of("30", 10), "header timelimit: [30, 10]" + LIMITS),
        header("timelimit", List.of(10, 30), "header timelimit: [10, 30]" + LIMITS),
        header(
            "timelimit", Arrays.asList(Double.NaN, null), "header timelimit: [NaN, null]" + LIMITS),
        header("timelimit", List.of(1e300, 1), "header timelimit: [1.0E300, 1]" + LIMITS),
        header("eta", "tomorrow", "header eta: tomorrow" + INSTANT),
        header("eta", "2026-02-30T00:00:00Z", "header eta: 2026-02-30T00:00:00Z" + INSTANT),
        header(
            "eta",
            "2026-11-21T17:43:47.1234567890Z",
            "header eta: 2026-11-21T17:43:47.1234567890Z" + INSTANT),
        header(
            "eta",
            "+12026-01-01T00:00:00Z",
            "header eta: +12026-01-01T00:00:00Z (expected: a year from 1 to 9999)"),
        header("eta", 1795283061.87, "header eta: 1.79528306187E9 (expected: text)"),
        header("expires", "x\u0000y", "header expires: x y" + INSTANT),
        header(
            "expires",
            Date.from(Instant.EPOCH),
            "header expires: " + Date.from(Instant.EPOCH) + " (expected: text)"),
        header("meridian-deadline", "soon", "header meridian-deadline: soon" + INSTANT),
        header("meridian-request", "a b", "header meridian-request: a b" + TASK_ID),
        header(
            "meridian-result-ttl",
            0,
            "header meridian-result-ttl: 0 (expected: a whole number 1..1000000000)"),
        header("ignore_result", "yes", "header ignore_result: yes (expected: true or false)"),
        header("stamps", nested(25), "header stamps: deeper (expected: at most 20 levels)"));
  }

  static Stream<Arguments> badBodies() {
    String json = " (expected: valid JSON)";
    String whole = " (expected: an array [args, kwargs, embed])";
    return Stream.of(
        body("[[],{}]", "body: an array of 2" + whole),
        body("[[],{},{},{}]", "body: an array of 4" + whole),
        body("{}", "body: an object of 0" + whole),
        body("null", "body: null" + whole),
        body("\"W1tdLHt9LHt9XQ==\"", "body: \"W1tdLHt9LHt9XQ==\"" + whole),
        body("[{},{},{}]", "body args: an object of 0 (expected: an array)"),
        body("[null,{},{}]", "body args: null (expected: an array)"),
        body("[[],[1],{}]", "body kwargs: an array of 1 (expected: an object)"),
        body("[[],{},[]]", "body embed: an array of 0 (expected: an object or null)"),
        body("[[],{},7]", "body embed: 7 (expected: an object or null)"),
        body("", "body: nothing (expected: a JSON value)"),
        body(
            "W1tdLHt9LHt9XQ==",
            "body: line 1 column 1, Unrecognized token 'W1tdLHt9LHt9XQ': was expecting (JSON String, Number, Array, Object or token 'null',…"
                + json),
        body(
            "\u0001",
            "body: line 1 column 1, Illegal character ((CTRL-CHAR, code 1)): only regular white space (\\r, \\n, \\t) is allowed between token…"
                + json),
        arguments(
            Wires.message(Map.of("task", "a.b", "id", "t-1"), new byte[] {'[', '"', -1, '"', ']'}),
            "body: line 1 column 4, Invalid UTF-8 start byte 0xff" + json),
        body(
            "[[NaN],{},{}]",
            "body: line 1 column 6, Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow"
                + json),
        body(
            "[[-Infinity],{},{}]",
            "body: line 1 column 12, Non-standard token '-Infinity': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow"
                + json),
        body(
            "[[],{},{}] x",
            "body: line 1 column 12, Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or '…"
                + json),
        body(
            "[[],{},{}",
            "body: line 1 column 10, Unexpected end-of-input: expected close marker for Array (start marker at [Source: REDACTED (`StreamRe…"
                + json),
        body(
            "[".repeat(101),
            "body: Document nesting depth (101) exceeds the maximum allowed (100, from `StreamReadConstraints.getMaxNestingDepth()`)"
                + json));
  }

  static Stream<Arguments> badTags() {
    return Stream.of(
        tag("datetime", "5", "tagged datetime: 5 (expected: a string)"),
        tag("bytes", "[1]", "tagged bytes: an array of 1 (expected: a string)"),
        tag("uuid", "{}", "tagged uuid: missing (expected: a string)"),
        tag("uuid", "{\"hex\":\"12\"}", "tagged uuid: 12 (expected: 32 hexadecimal digits)"),
        tag(
            "uuid",
            "\"+00102030405060708090a0b0c0d0e0f\"",
            "tagged uuid: +00102030405060708090a0b0c0d0e0f (expected: 32 hexadecimal digits)"),
        tag(
            "decimal",
            "\"1,5\"",
            "tagged decimal: 1,5 (expected: a decimal number of at most 400 digits)"),
        tag(
            "decimal",
            "\"1E+999999999\"",
            "tagged decimal: 1E+999999999 (expected: a decimal number of at most 400 digits)"));
  }

  static Stream<Arguments> badCompression() {
    String zlib = " (expected: a zlib stream (RFC 1950))";
    byte[] bomb = Zlib.deflate(("[[\"" + " ".repeat(2000) + "\"],{},{}]").getBytes(UTF_8));
    byte[] good = Zlib.deflate("[[],{},{}]".getBytes(UTF_8));
    return Stream.of(
        compressed("application/x-bz2", good, other("application/x-bz2")),
        compressed("application/x-lzma", good, other("application/x-lzma")),
        compressed("application/x-brotli", good, other("application/x-brotli")),
        compressed("application/zstd", good, other("application/zstd")),
        compressed(
            "zlib", new byte[] {0x1f, (byte) 0x8b, 8, 0}, "body: incorrect header check" + zlib),
        compressed(
            "gzip",
            Arrays.copyOf(good, good.length - 6),
            "body: Unexpected end of ZLIB input stream" + zlib),
        compressed("zlib", new byte[0], "body: Unexpected end of ZLIB input stream" + zlib),
        compressed("zlib", bomb, "body: longer when decompressed (expected: at most 1000 bytes)"));
  }

  private static String other(String name) {
    return "header compression: " + name + " (expected: application/x-gzip or none)";
  }

  static Stream<Arguments> badProperties() {
    return Stream.of(
        type("application/x-python-serialize", "binary"),
        type("application/x-msgpack", "binary"),
        type("application/x-yaml", "utf-8"),
        type("application/data", "binary"),
        type("application/jsonp", "utf-8"),
        type("application/json; charset=latin-1", "utf-8"),
        type("", "utf-8"),
        arguments(
            new Message(
                Map.of("task", "a.b", "id", "t-1"), Wires.JSON, "latin-1", null, 0, new byte[0]),
            "content encoding: latin-1 (expected: utf-8)"));
  }

  @Test
  void idIsTakenFromTheCorrelationIfTheHeaderIsUseless() {
    for (Object id : new @Nullable Object[] {null, "", "a b", 5, "é", "x".repeat(201)}) {
      Message message = identified(id, "t-2");
      assertThat(refusal(message)).hasMessageStartingWith("header id: ");
      assertThat(refusal(message).taskId()).contains("t-2");
    }
  }

  @Test
  void idIsEmptyIfNobodyCanReadIt() {
    assertThat(refusal(identified(null, null)))
        .hasMessage("header id: missing (expected: a task id)")
        .extracting(MalformedMessageException::taskId)
        .isEqualTo(Optional.empty());
    assertThat(refusal(identified("a b", "c d")))
        .hasMessage("header id: a b" + TASK_ID)
        .extracting(MalformedMessageException::taskId)
        .isEqualTo(Optional.empty());
  }

  private static MalformedMessageException refusal(Message message) {
    return catchThrowableOfType(MalformedMessageException.class, () -> CODEC.decode(message));
  }

  private static Message identified(@Nullable Object id, @Nullable String correlation) {
    Map<String, @Nullable Object> headers = new HashMap<>();
    headers.put("task", "a.b");
    headers.put("id", id);
    byte[] body = "[[],{},{}]".getBytes(UTF_8);
    return new Message(headers, Wires.JSON, "utf-8", correlation, 0, body);
  }

  private static Arguments header(String name, @Nullable Object value, String complaint) {
    return arguments(Wires.message(name, value), complaint);
  }

  private static Arguments body(String body, String complaint) {
    return arguments(Wires.message(body), complaint);
  }

  private static Arguments tag(String tag, String value, String complaint) {
    String body = "[[{\"__type__\":\"" + tag + "\",\"__value__\":" + value + "}],{},{}]";
    return body(body, complaint);
  }

  private static Arguments compressed(String name, byte[] body, String complaint) {
    var headers = Map.of("task", "a.b", "id", "t-1", "compression", name);
    return arguments(Wires.message(headers, body), complaint);
  }

  private static Arguments type(String type, String encoding) {
    Map<String, @Nullable Object> headers = Map.of("task", "a.b", "id", "t-1");
    return arguments(
        new Message(headers, type, encoding, null, 0, new byte[0]),
        "content type: " + type + " (expected: application/json)");
  }

  private static Object nested(int depth) {
    Object value = 1;
    for (int i = 0; i < depth; i++) {
      value = List.of(value);
    }
    return value;
  }
}
