package dev.meridian.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.wire.Envelope.Lineage;
import dev.meridian.wire.Envelope.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CeleryCodecTest {
  private static final Instant NANOS = Instant.parse("2026-11-21T17:43:47.940032999Z");
  private static final CeleryCodec CODEC = new CeleryCodec(Wires.ORIGIN);

  @Test
  void encodeWritesWhatCeleryNeeds() {
    Message message = CODEC.encode(Wires.envelope("[2]", "{\"é\":null}"));

    assertThat(message.contentType()).isEqualTo("application/json");
    assertThat(message.contentEncoding()).isEqualTo("utf-8");
    assertThat(message.correlationId()).isEqualTo("t-1");
    assertThat(message.priority()).isZero();
    assertThat(new String(message.body(), UTF_8)).isEqualTo("[[2],{\"\\u00E9\":null},null]");
    assertThat(message.headers())
        .containsOnly(
            entry("lang", "java"),
            entry("task", "peer.echo"),
            entry("id", "t-1"),
            entry("argsrepr", "(2,)"),
            entry("kwargsrepr", "{'é': None}"),
            entry("origin", Wires.ORIGIN));
  }

  @Test
  void encodeWritesTimesForCelery() {
    var times =
        new Times(
            NANOS,
            Instant.EPOCH,
            NANOS,
            Duration.ofMillis(1500),
            Duration.ofSeconds(30),
            Duration.ofMillis(3_600_001));

    assertThat(CODEC.encode(Wires.with(Wires.envelope("[]", "{}"), times)).headers())
        .containsEntry("eta", "2026-11-21T17:43:47.940032+00:00")
        .containsEntry("expires", "1970-01-01T00:00:00.000000+00:00")
        .containsEntry("meridian-deadline", "2026-11-21T17:43:47.940032+00:00")
        .containsEntry("timelimit", List.of(30, 1.5))
        .containsEntry("meridian-result-ttl", 3601);
  }

  @Test
  void encodeWritesForeverAsTheLongestTime() {
    Duration forever = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    var times = new Times(null, null, null, forever, forever, forever);

    Message message = CODEC.encode(Wires.with(Wires.envelope("[]", "{}"), times));

    assertThat(message.headers()).containsEntry("meridian-result-ttl", 1_000_000_000);
    assertThat(CODEC.decode(message).times().hardLimit())
        .isEqualTo(Duration.ofSeconds(1_000_000_000));
  }

  @Test
  void encodeWritesLineage() {
    var lineage =
        new Lineage(new RequestId("r"), "root", "parent", "g", 2, "fra", "meridian:reply:1");

    assertThat(CODEC.encode(Wires.with(Wires.envelope("[]", "{}"), lineage)).headers())
        .contains(
            entry("meridian-request", "r"),
            entry("meridian-region", "fra"),
            entry("meridian-reply", "meridian:reply:1"),
            entry("root_id", "root"),
            entry("parent_id", "parent"),
            entry("group", "g"),
            entry("group_index", 2));
  }

  @Test
  void encodeNeverWritesWhatPythonMisreads() {
    Map<String, @Nullable Object> extras = new LinkedHashMap<>();
    extras.put("short", (short) 7);
    extras.put("byte", (byte) -7);
    extras.put("negative", -7L);
    extras.put("farNegative", -7_000_000_000L);
    extras.put("far", 7_000_000_000L);
    extras.put("float", 0.5f);
    extras.put("uuid", new UUID(0, 5));
    extras.put("stamps", Map.of("deep", List.of((short) 1, -1L)));
    extras.put("when", Date.from(Instant.EPOCH));
    extras.put("none", null);

    assertThat(CODEC.encode(Wires.with(Wires.envelope("[]", "{}"), extras)).headers())
        .contains(
            entry("short", 7),
            entry("byte", -7),
            entry("negative", -7),
            entry("farNegative", "-7000000000"),
            entry("far", 7_000_000_000L),
            entry("float", 0.5),
            entry("uuid", "00000000-0000-0000-0000-000000000005"),
            entry("stamps", Map.of("deep", List.of(1, -1))),
            entry("when", Date.from(Instant.EPOCH)),
            entry("none", null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-death",
        "x-first-death-queue",
        "x-last-death-reason",
        "x-delivery-count",
        "x-acquired-count",
        "CC",
        "BCC",
        "compression",
        "meridian-request"
      })
  void extrasNeverCarryBrokerHeadersOrOwnOnes(String name) {
    Message encoded =
        CODEC.encode(Wires.with(Wires.envelope("[]", "{}"), Map.of(name, "evil", "tenant", "a")));
    assertThat(encoded.headers()).doesNotContainKey(name).containsEntry("tenant", "a");

    Map<String, @Nullable Object> headers = new HashMap<>(encoded.headers());
    headers.put(name, name.equals("compression") ? null : "seen");
    Message received = new Message(headers, Wires.JSON, "utf-8", "t-1", 0, encoded.body());
    assertThat(CODEC.decode(received).extras()).containsOnly(entry("tenant", "a"));
  }

  @Test
  void encodeRefusesWhatCouldNotBeReadAgain() {
    String deep = "[".repeat(100) + "]".repeat(100);
    assertThatThrownBy(() -> CODEC.encode(Wires.envelope(deep, "{}")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("(expected: JSON of at most 100 levels)");

    var times = new Times(Instant.MAX, null, null, null, null, null);
    assertThatThrownBy(() -> CODEC.encode(Wires.with(Wires.envelope("[]", "{}"), times)))
        .hasMessage("eta: +1000000000-12-31T23:59:59.999999999Z (expected: a year from 1 to 9999)");
  }

  @Test
  void compressionIsZlibAboveTheThreshold() {
    CeleryCodec compressing = CODEC.withCompressionAbove(100);
    Envelope small = Wires.envelope("[]", "{}");
    Envelope large = Wires.envelope("[\"" + "x".repeat(500) + "\"]", "{}");

    assertThat(compressing.encode(small).headers()).doesNotContainKey("compression");
    Message message = compressing.encode(large);
    assertThat(message.headers()).containsEntry("compression", "application/x-gzip");
    assertThat(message.body()).hasSizeLessThan(100);
    assertThat(CODEC.decode(message).args()).isEqualTo(large.args());
  }

  @Test
  void decodeTakesTheSmallestMessage() {
    Envelope envelope = CODEC.decode(Wires.message("[[1],{\"a\":2},null]"));

    assertThat(envelope)
        .isEqualTo(
            new Envelope(
                new TaskId("t-1"),
                "a.b",
                Json.array().add(1),
                Json.object().put("a", 2),
                Json.nullNode(),
                0,
                Times.UNBOUNDED,
                new Lineage(null, "t-1", null, null, null, null, null),
                false,
                Map.of()));
  }

  @Test
  void decodeTakesAnyTextAndIntegerType() {
    Map<String, @Nullable Object> headers = new HashMap<>();
    headers.put("task", new CeleryPeer.LongText("a.b"));
    headers.put("id", "t-1".getBytes(UTF_8));
    headers.put("root_id", new CeleryPeer.LongText("root"));
    headers.put("retries", 3L);
    headers.put("group_index", (short) 4);
    headers.put("timelimit", Arrays.asList((byte) 5, 0));
    headers.put("meridian-result-ttl", 60L);
    headers.put("tenant", new CeleryPeer.LongText("acme"));

    Envelope envelope = CODEC.decode(Wires.message(headers, "[[],{},{}]".getBytes(UTF_8)));

    assertThat(envelope.type()).isEqualTo("a.b");
    assertThat(envelope.id()).isEqualTo(new TaskId("t-1"));
    assertThat(envelope.lineage().root()).isEqualTo("root");
    assertThat(envelope.retries()).isEqualTo(3);
    assertThat(envelope.lineage().groupIndex()).isEqualTo(4);
    assertThat(envelope.times().hardLimit()).isEqualTo(Duration.ofSeconds(5));
    assertThat(envelope.times().softLimit()).isNull();
    assertThat(envelope.times().resultTtl()).isEqualTo(Duration.ofMinutes(1));
    assertThat(envelope.extras()).containsOnly(entry("tenant", "acme"));
    assertThatThrownBy(() -> envelope.extras().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T17:43:47.940032+00:00, 2026-11-21T17:43:47.940032Z",
    "2026-11-21T17:43:47.940032, 2026-11-21T17:43:47.940032Z",
    "2026-11-21T17:43:47Z, 2026-11-21T17:43:47Z",
    "2026-11-21T17:43:47.123456789Z, 2026-11-21T17:43:47.123456789Z",
    "2026-11-21T17:43:47.5+05:30, 2026-11-21T12:13:47.5Z",
    "2026-11-21T17:43:47-0800, 2026-11-22T01:43:47Z",
    "2026-11-21 17:43, 2026-11-21T17:43:00Z",
    "2026-11-21, 2026-11-21T00:00:00Z",
  })
  void decodeTakesEveryIsoInstant(String text, Instant instant) {
    assertThat(CODEC.decode(Wires.message("eta", text)).times().eta()).isEqualTo(instant);
  }

  @Test
  void decodeTakesAnEmptyInstantForNone() {
    assertThat(CODEC.decode(Wires.message("expires", "")).times().expires()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "application/json, utf-8",
        "application/json; charset=utf-8, UTF-8",
        "Application/JSON;charset=\"UTF-8\", utf8",
        "application/json, binary",
        "null, null",
      })
  void decodeTakesJsonHoweverItIsAnnounced(String type, String encoding) {
    byte[] body = "[[\"ü\"],{},{}]".getBytes(UTF_8);
    Map<String, @Nullable Object> headers = Map.of("task", "a.b", "id", "t-1");
    Message message = new Message(headers, type, encoding, null, 0, body);

    assertThat(CODEC.decode(message).args().get(0).stringValue()).isEqualTo("ü");
  }

  @Test
  void decodeTurnsEveryTagIntoPlainJson() {
    Envelope envelope =
        CODEC.decode(
            Wires.message(
                """
                [[{"__type__":"datetime","__value__":"2024-01-02T03:04:05+00:00"},
                  {"__type__":"date","__value__":"2024-01-02"},
                  {"__type__":"time","__value__":"01:02:00"},
                  {"__type__":"uuid","__value__":{"hex":"000102030405060708090a0b0c0d0e0f"}},
                  {"__type__":"decimal","__value__":"1.50"},
                  {"__type__":"decimal","__value__":"NaN"},
                  {"__type__":"bytes","__value__":"hi"},
                  {"__type__":"base64","__value__":"//4="},
                  {"__type__":"Point","__value__":[1,2]},
                  {"__type__":"date","__value__":"x","more":1},
                  1.5, "plain"],
                 {"deep":{"er":[{"__type__":"date","__value__":"2024-01-02"}]},"same":[1,{}]},
                 {"chain":[{"args":[{"__type__":"date","__value__":"2024-01-02"}]}]}]
                """));

    assertThat(Json.text(envelope.args()))
        .isEqualTo(
            "[\"2024-01-02T03:04:05+00:00\",\"2024-01-02\",\"01:02:00\","
                + "\"00010203-0405-0607-0809-0a0b0c0d0e0f\",1.50,null,\"hi\",\"//4=\","
                + "{\"__type__\":\"Point\",\"__value__\":[1,2]},"
                + "{\"__type__\":\"date\",\"__value__\":\"x\",\"more\":1},1.5,\"plain\"]");
    assertThat(Json.text(envelope.kwargs()))
        .isEqualTo("{\"deep\":{\"er\":[\"2024-01-02\"]},\"same\":[1,{}]}");
    assertThat(Json.text(envelope.embed())).contains("__type__");
  }

  @Test
  void retryKeepsEverythingOfTheSender() {
    Envelope first =
        CODEC.decode(
            Wires.message(
                Map.of("task", "a.b", "id", "t-1", "tenant", "acme", "x-delivery-count", 2),
                "[[],{},{\"chain\":[]}]".getBytes(UTF_8)));

    Message again = CODEC.encode(first.retryAt(NANOS));

    assertThat(again.headers())
        .contains(
            entry("retries", 1),
            entry("tenant", "acme"),
            entry("eta", "2026-11-21T17:43:47.940032+00:00"))
        .doesNotContainKey("x-delivery-count");
    assertThat(new String(again.body(), UTF_8)).isEqualTo("[[],{},{\"chain\":[]}]");
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> CODEC.withMaxInflated(0))
        .hasMessage("max inflated: 0 (expected: at least 1)");
    assertThatThrownBy(() -> CODEC.withCompressionAbove(-1))
        .hasMessage("compression above: -1 (expected: at least 0)");
  }

  @Test
  void keyStaysWithTheTask() {
    Envelope keyed = Wires.with(Wires.envelope("[]", "{}"), Map.of(Envelope.KEY, "acme ü"));
    Message message = CODEC.encode(keyed);
    assertThat(MessageLabel.of(message).key()).isEqualTo("acme ü");
    Envelope next = CODEC.decode(message).retryAt(Instant.EPOCH);
    assertThat(CODEC.decode(CODEC.encode(next)).key()).contains("acme ü");
    assertThat(Wires.envelope("[]", "{}").key()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb"})
  void keyThatIsNoneIsRefused(String key) {
    Message message =
        CODEC.encode(Wires.envelope("[]", "{}")).withHeaders(Map.of(Envelope.KEY, key));
    assertThat(MessageLabel.of(message).key()).isNull();
    assertThatThrownBy(() -> CODEC.decode(message))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("meridian-fairness-key");
    assertThatThrownBy(() -> Envelope.checkKey("x".repeat(201)))
        .isInstanceOf(InvalidValueException.class);
  }
}
