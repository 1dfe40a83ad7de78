package dev.meridian.seal;

import static dev.meridian.seal.MessageKey.Purpose.ENCRYPT;
import static dev.meridian.seal.MessageKey.Purpose.SIGN;
import static dev.meridian.seal.Sealing.NOW;
import static dev.meridian.seal.Sealing.key;
import static dev.meridian.seal.Sealing.seal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.MalformedMessageException;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is refused, each with a reason that names header, value and expectation.
final class HostileMessagesTest {
  private static final MessageKey FRA = key("fra-1", SIGN, NOW.minusSeconds(60), null, "fra");
  private static final MessageKey SECRET = key("e-1", ENCRYPT, null, null, "fra");
  private static final MessageKey OVER = key("s-0", SIGN, null, NOW.minusSeconds(1));
  private static final MessageKey GRU = key("gru-1", SIGN, null, null, "gru");
  private static final Seal WORKER = seal(SigningMode.REQUIRE, FRA, OVER, GRU, SECRET);
  private static final Message PLAIN =
      new CeleryCodec("test").encode(Sealing.envelope(new Random(1)));
  private static final String KEYS = "the id of a key to sign for fra: [fra-1]";
  private static final String FORM = "43 characters of base64url";

  private static Arguments of(
      String what, String header, @Nullable Object value, String shown, String expected) {
    Map<String, @Nullable Object> headers = new HashMap<>();
    headers.put(header, value);
    String reason = "header " + header + ": " + shown + " (expected: " + expected + ")";
    return Arguments.of(what, headers, reason);
  }

  static Stream<Arguments> headers() {
    String sealed = "A".repeat(42);
    String key = Seal.KEY;
    String signature = Seal.SIGNATURE;
    return Stream.of(
        of("no key id", key, null, "missing", KEYS),
        of("unknown key", key, "x-1", "x-1", KEYS),
        of("expired key", key, "s-0", "s-0", KEYS),
        of("key of another region", key, "gru-1", "gru-1", KEYS),
        of("key for encryption", key, "e-1", "e-1", KEYS),
        of("key id that is no text", key, 5, "no text", KEYS),
        of("key id that breaks lines", key, "a\nb", "a b", KEYS),
        of("huge key id", key, "k".repeat(100_000), "k".repeat(120) + "…", KEYS),
        of("no signature", signature, null, "missing", FORM),
        of("empty signature", signature, "", "", FORM),
        of("truncated signature", signature, sealed, sealed, FORM),
        of("wrong base64", signature, sealed + "!", sealed + "!", FORM),
        of("huge signature", signature, "A".repeat(100_000), "A".repeat(120) + "…", FORM),
        of("signature that is no text", signature, List.of("x"), "no text", FORM),
        of(
            "another signature",
            signature,
            sealed + "A",
            "that of another message",
            "the HMAC-SHA-256 of these headers and this body by key fra-1"),
        of("deep header", "stamps", deep(), "deeper", "at most 20 levels"));
  }

  private static Object deep() {
    Object value = "bottom";
    for (int i = 0; i < 10_000; i++) {
      value = List.of(value);
    }
    return value;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void refusalSaysWhatIsWrong(String what, Map<String, @Nullable Object> headers, String reason) {
    Message forged = WORKER.seal(PLAIN, "fra").withHeaders(headers);
    assertThatThrownBy(() -> WORKER.open(forged, "fra"))
        .as(what)
        .isInstanceOfSatisfying(
            MalformedMessageException.class, e -> assertThat(e.taskId()).isEmpty())
        .hasMessage(reason);
  }

  static Stream<Arguments> encryptions() {
    String encryption = Seal.ENCRYPTION;
    String key = Seal.ENCRYPTION_KEY;
    String keys = "the id of a key to encrypt for fra: [e-1]";
    return Stream.of(
        of("another encryption", encryption, "A128CBC", "A128CBC", "A256GCM"),
        of("encryption that is no text", encryption, 1, "no text", "A256GCM"),
        of("no key id", key, null, "missing", keys),
        of("unknown key", key, "e-9", "e-9", keys),
        of("key for signing", key, "fra-1", "fra-1", keys));
  }

  /// By somebody who may sign, or where signatures are not asked for.
  @ParameterizedTest(name = "{0}")
  @MethodSource("encryptions")
  void encryptionIsCheckedByItself(
      String what, Map<String, @Nullable Object> headers, String reason) {
    Seal lenient = seal(SigningMode.SIGN, FRA, SECRET);
    Message forged = lenient.seal(PLAIN, "fra").withHeaders(headers);
    assertThatThrownBy(() -> lenient.open(forged, "fra"))
        .as(what)
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(reason);
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void encryptedBodyBelongsToItsHeaders(byte[] body, Map<String, Object> headers) {
    Seal lenient = seal(SigningMode.SIGN, FRA, SECRET);
    Message sealed = lenient.seal(PLAIN, "fra").withHeaders(headers);
    Message forged =
        new Message(
            sealed.headers(),
            sealed.contentType(),
            sealed.contentEncoding(),
            null,
            0,
            body.length == 1 ? sealed.body() : body);
    assertThatThrownBy(() -> lenient.open(forged, "fra"))
        .hasMessageMatching(
            "body: \\d+ bytes \\(expected: bytes encrypted under these headers by key e-1\\)");
  }

  static List<Arguments> bodies() {
    List<Arguments> cases = new ArrayList<>();
    for (int length : new int[] {0, 12, 27, 28, 100}) {
      cases.add(Arguments.of(new byte[length], new LinkedHashMap<>()));
    }
    cases.add(Arguments.of(new byte[1], Map.of("task", "another.task")));
    cases.add(Arguments.of(new byte[1], Map.of("id", "another-id")));
    return cases;
  }
}
