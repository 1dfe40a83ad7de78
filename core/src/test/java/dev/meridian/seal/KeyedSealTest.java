package dev.meridian.seal;

import static dev.meridian.seal.MessageKey.Purpose.ENCRYPT;
import static dev.meridian.seal.MessageKey.Purpose.SIGN;
import static dev.meridian.seal.Sealing.NOW;
import static dev.meridian.seal.Sealing.key;
import static dev.meridian.seal.Sealing.seal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.MeridianException;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.MalformedMessageException;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KeyedSealTest {
  private static final int RUNS = 1_000;
  private static final CeleryCodec BARE = new CeleryCodec("test");
  private static final MessageKey SIGNING = key("s-1", SIGN);
  private static final MessageKey ENCRYPTING = key("e-1", ENCRYPT);
  private static final Seal SIGNED = seal(SigningMode.REQUIRE, SIGNING);
  private static final Seal ENCRYPTED = seal(SigningMode.REQUIRE, SIGNING, ENCRYPTING);

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  private CeleryCodec codec(Seal seal) {
    return BARE.withSeal(seal).withCompressionAbove(random.nextBoolean() ? 50 : 10_000);
  }

  @Test
  void whatWasSealedOpensAsItWas() {
    for (int run = 0; run < RUNS; run++) {
      Envelope envelope = Sealing.envelope(random);
      CeleryCodec codec = codec(random.nextBoolean() ? SIGNED : ENCRYPTED);
      assertThat(codec.decode(codec.encode(envelope), "fra"))
          .as("seed %d run %d", seed, run)
          .isEqualTo(envelope);
    }
  }

  @Test
  void flippedBitIsRefused() {
    for (int run = 0; run < RUNS; run++) {
      CeleryCodec codec = codec(random.nextBoolean() ? SIGNED : ENCRYPTED);
      Message message = codec.encode(Sealing.envelope(random));
      byte[] body = message.body().clone();
      body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
      assertRefused(codec, with(message, message.headers(), body), run);
      assertRefused(codec, with(message, withOneChanged(message), message.body()), run);
      assertRefused(codec, with(message, message.headers(), Arrays.copyOf(body, 3)), run);
    }
  }

  private void assertRefused(CeleryCodec codec, Message message, int run) {
    assertThatThrownBy(() -> codec.decode(message, "fra"))
        .as("seed %d run %d", seed, run)
        .isInstanceOfSatisfying(
            MalformedMessageException.class, e -> assertThat(e.taskId()).isEmpty())
        .hasMessageContaining(" (expected: ");
  }

  /// One protected header with a bit flipped, left out, or added.
  private Map<String, @Nullable Object> withOneChanged(Message message) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(message.headers());
    List<String> names = new ArrayList<>(SealedParts.NAMES);
    names.addAll(List.of(Seal.KEY, Seal.SIGNATURE));
    String name = names.get(random.nextInt(names.size()));
    Object value = headers.remove(name);
    if (value == null) {
      headers.put(name, "added");
    } else if (random.nextInt(4) > 0) {
      headers.put(name, flipped(value));
    }
    return headers;
  }

  private Object flipped(Object value) {
    return switch (value) {
      case String text -> {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(7));
        yield new String(bytes, StandardCharsets.ISO_8859_1);
      }
      case Integer number -> number ^ (1 << random.nextInt(32));
      case Boolean flag -> !flag;
      case List<?> list -> list.reversed().equals(list) ? List.of() : list.reversed();
      default -> "another";
    };
  }

  private static Message with(Message m, Map<String, @Nullable Object> headers, byte[] body) {
    return new Message(
        headers, m.contentType(), m.contentEncoding(), m.correlationId(), m.priority(), body);
  }

  /// The last character of 43 stands for four bits, so several decode alike.
  @Test
  void signatureHasOneSpelling() {
    Message sealed = SIGNED.seal(BARE.encode(Sealing.envelope(random)), "fra");
    String signature = String.valueOf(sealed.headers().get(Seal.SIGNATURE));
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    long taken =
        letters
            .chars()
            .mapToObj(last -> signature.substring(0, 42) + (char) last)
            .filter(text -> opens(sealed.withHeaders(Map.of(Seal.SIGNATURE, text))))
            .count();
    assertThat(taken).isEqualTo(1);
  }

  private static boolean opens(Message message) {
    try {
      return SIGNED.open(message, "fra").body().length > 0;
    } catch (MalformedMessageException e) {
      return false;
    }
  }

  @Test
  void everyProtectedHeaderIsProtected() {
    Message sealed = SIGNED.seal(BARE.encode(Sealing.envelope(random)), "fra");
    for (String name : SealedParts.NAMES) {
      assertThatThrownBy(() -> SIGNED.open(sealed.withHeaders(Map.of(name, "forged")), "fra"))
          .as(name)
          .isInstanceOf(MalformedMessageException.class);
    }
  }

  @Test
  void whatBrokersAddOrWidenDoesNotMatter() {
    Envelope envelope = Sealing.envelope(random);
    Message sealed = codec(ENCRYPTED).encode(envelope);
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    sealed
        .headers()
        .forEach((name, value) ->
            headers.put(name, value instanceof Integer i ? (Object) i.longValue() : value));
    headers.put("x-death", List.of(Map.of("queue", "celery_delayed_1")));
    headers.put("x-delivery-count", 3);
    headers.put("meridian-reason", "before it was replayed");
    headers.put("group", sealed.headers().get("group"));
    Envelope read = BARE.withSeal(ENCRYPTED).decode(with(sealed, headers, sealed.body()), "fra");
    assertThat(read.kwargs()).as("seed %d", seed).isEqualTo(envelope.kwargs());
  }

  @Test
  void encryptionHidesArgumentsAlsoFromHeaders() {
    Message sealed = ENCRYPTED.seal(BARE.encode(Sealing.envelope(random)), "fra");
    assertThat(sealed.headers()).doesNotContainKeys("argsrepr", "kwargsrepr");
    assertThat(sealed.contentType()).isEqualTo("application/vnd.meridian.encrypted");
    assertThat(new String(sealed.body(), StandardCharsets.ISO_8859_1)).doesNotContain("[[");
    Message again = ENCRYPTED.seal(BARE.encode(Sealing.envelope(random)), "fra");
    assertThat(Arrays.copyOf(again.body(), 12)).isNotEqualTo(Arrays.copyOf(sealed.body(), 12));
  }

  @Test
  void retryIsSignedAnew() {
    CeleryCodec codec = BARE.withSeal(SIGNED);
    Message first = codec.encode(Sealing.envelope(random), "fra");
    Envelope next = codec.decode(first, "fra").retryAt(NOW);
    assertThat(next.extras()).doesNotContainKeys(Seal.KEY, Seal.SIGNATURE);
    Message second = codec.encode(next, "fra");
    assertThat(second.headers().get(Seal.SIGNATURE))
        .isNotEqualTo(first.headers().get(Seal.SIGNATURE));
    assertThat(codec.decode(second, "fra")).isEqualTo(next);
    assertThat(BARE.encode(next).headers()).doesNotContainKeys(Seal.KEY, Seal.SIGNATURE);
  }

  @Test
  void newestKeySignsAndAllActiveOnesVerify() {
    MessageKey old = key("old", SIGN, null, NOW.plusSeconds(60));
    MessageKey current = key("current", SIGN, NOW.minusSeconds(5), null);
    MessageKey next = key("next", SIGN, NOW.plusSeconds(60), null);
    Seal before = seal(SigningMode.REQUIRE, old);
    Seal during = seal(SigningMode.REQUIRE, next, current, old);
    Seal ahead = seal(SigningMode.REQUIRE, key("next", SIGN));
    Message message = BARE.encode(Sealing.envelope(random));

    assertThat(during.seal(message, "fra").headers()).containsEntry(Seal.KEY, "current");
    assertThat(during.open(before.seal(message, "fra"), "fra").body()).isEqualTo(message.body());
    assertThat(during.open(ahead.seal(message, "fra"), "fra").body()).isEqualTo(message.body());
    Seal even = seal(SigningMode.REQUIRE, key("first", SIGN), key("second", SIGN));
    assertThat(even.seal(message, "fra").headers()).containsEntry(Seal.KEY, "second");
  }

  @Test
  void keyOfARegionSealsAndOpensOnlyThere() {
    MessageKey all = key("all", SIGN);
    MessageKey fra = key("fra-1", SIGN, NOW.minusSeconds(5), null, "fra");
    Seal seal = seal(SigningMode.REQUIRE, all, fra);
    Message message = BARE.encode(Sealing.envelope(random));
    Message forFra = seal.seal(message, "fra");
    assertThat(forFra.headers()).containsEntry(Seal.KEY, "fra-1");
    assertThat(seal.seal(message, "gru").headers()).containsEntry(Seal.KEY, "all");
    assertThat(seal.seal(message, null).headers()).containsEntry(Seal.KEY, "all");
    assertThat(seal.open(forFra, "fra").body()).isEqualTo(message.body());
    assertThatThrownBy(() -> seal.open(forFra, "gru"))
        .hasMessage(
            "header meridian-key: fra-1 (expected: the id of a key to sign for gru: [all])");
    assertThatThrownBy(() -> seal(SigningMode.SIGN, fra).seal(message, "gru"))
        .isInstanceOf(MeridianException.class)
        .hasMessageContaining("no key signs messages for region gru");
  }

  @Test
  void signModeTakesWhatRequireRefuses() {
    Seal lenient = seal(SigningMode.SIGN, SIGNING);
    Message plain = BARE.encode(Sealing.envelope(random));
    Message forged = SIGNED.seal(plain, "fra").withHeaders(Map.of("task", "forged"));
    assertThat(lenient.open(plain, "fra")).isSameAs(plain);
    assertThat(lenient.open(forged, "fra")).isSameAs(forged);
    assertThat(SIGNED.open(lenient.seal(plain, "fra"), "fra").body()).isEqualTo(plain.body());
    assertThat(seal(SigningMode.OFF).seal(plain, "fra")).isSameAs(plain);
  }

  @Test
  void keysShowNoSecrets() {
    MessageKey key = key("fra-1", SIGN, NOW, NOW.plusSeconds(1), "gru", "fra");
    String text = "sign fra-1 for [fra, gru] from 2026-11-21T12:00:00Z until 2026-11-21T12:00:01Z";
    assertThat(key).hasToString(text);
    assertThat(new Keyring(List.of(key))).hasToString("Keyring[keys=[" + text + "]]");
  }
}
