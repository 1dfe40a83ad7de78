package dev.meridian.seal;

import static dev.meridian.seal.Sealing.NOW;
import static dev.meridian.seal.Sealing.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.MeridianException;
import dev.meridian.control.ControlCodec;
import dev.meridian.control.ControlCodec.ReplyTo;
import dev.meridian.control.ControlRequest;
import dev.meridian.control.ControlSeal;
import dev.meridian.json.Json;
import dev.meridian.seal.MessageKey.Purpose;
import dev.meridian.testing.ManualClock;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeyedControlSealTest {
  private static final String REFUSED = "header meridian-";
  private static final ControlRequest REVOKE =
      ControlRequest.of("revoke", Json.object().put("task_id", "t-1")).to(Set.of("fra@a"));

  private final ManualClock clock = new ManualClock(NOW);
  private final MessageKey all = key("all-1", Purpose.SIGN);
  private final MessageKey fra = key("fra-1", Purpose.SIGN, NOW.minusSeconds(9), null, "fra");
  private final MessageKey gru = key("gru-1", Purpose.SIGN, NOW.minusSeconds(9), null, "gru");

  private ControlSeal seal(Set<String> regions, MessageKey... keys) {
    return new KeyedControlSeal(new Keyring(List.of(keys)), regions, clock, new SecureRandom());
  }

  private static Message plain(ControlRequest request) {
    return ControlCodec.request(
        request, new ReplyTo("reply.celery.pidbox", "key", "ticket"), 7, NOW.plusSeconds(1));
  }

  private static void assertRefused(ControlSeal seal, Message message, String words) {
    assertThatThrownBy(() -> seal.signer(message))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(REFUSED)
        .hasMessageContaining(words);
  }

  private static Message withBody(Message message, String from, String to) {
    String body = new String(message.body(), StandardCharsets.UTF_8);
    assertThat(body).contains(from);
    return new Message(
        message.headers(),
        message.contentType(),
        message.contentEncoding(),
        null,
        0,
        body.replace(from, to).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void signerIsFoundOnce() {
    ControlSeal node = seal(Set.of("fra"), all);
    Message message = seal(Set.of("fra"), all).seal(plain(REVOKE));
    assertThat(node.signer(message)).contains("all-1");
    assertRefused(node, message, "(expected: one that was not used before)");
    assertThat(seal(Set.of("fra"), all).signer(message)).as("another node").contains("all-1");
  }

  @Test
  void whatIsNotSignedHasNoSigner() {
    assertThat(seal(Set.of("fra"), all).signer(plain(REVOKE))).isEmpty();
  }

  @Test
  void commandArgumentsDestinationReplyAddressAndHeadersAreProtected() {
    ControlSeal node = seal(Set.of("fra"), all);
    Message message = seal(Set.of("fra"), all).seal(plain(REVOKE));
    String words = "that of another request";
    assertRefused(node, withBody(message, "\"revoke\"", "\"shutdown\""), words);
    assertRefused(node, withBody(message, "t-1", "t-2"), words);
    assertRefused(node, withBody(message, "fra@a", "fra@b"), words);
    assertRefused(node, withBody(message, "\"key\"", "\"yek\""), words);
    assertRefused(node, withBody(message, "\"ticket\":\"ticket\"", "\"ticket\":\"x\""), words);
    String other = "A".repeat(22);
    assertRefused(node, message.withHeaders(Map.of(KeyedControlSeal.NONCE, other)), words);
    long later = NOW.plusSeconds(1).toEpochMilli();
    assertRefused(node, message.withHeaders(Map.of(KeyedControlSeal.SIGNED_AT, later)), words);
    assertRefused(node, message.withHeaders(Map.of("expires", 0.0)), words);
    assertThat(node.signer(message)).contains("all-1");
  }

  @Test
  void timeMayDifferByFiveMinutes() {
    Duration most = KeyedControlSeal.WINDOW;
    ControlSeal node = seal(Set.of("fra"), all);
    Message message = seal(Set.of("fra"), all).seal(plain(REVOKE));
    clock.set(NOW.plus(most).plusMillis(1));
    assertRefused(node, message, "within 5 min of " + clock.instant());
    clock.set(NOW.plus(most));
    assertThat(node.signer(message)).contains("all-1");
    Message early = seal(Set.of("fra"), all).seal(plain(REVOKE));
    clock.set(NOW);
    assertThat(node.signer(early)).contains("all-1");
    Message earlier = sealedAt(NOW.plus(most).plusMillis(1));
    assertRefused(node, earlier, "within 5 min of " + NOW);
  }

  private Message sealedAt(Instant time) {
    clock.set(time);
    Message message = seal(Set.of("fra"), all).seal(plain(REVOKE));
    clock.set(NOW);
    return message;
  }

  @Test
  void nodeThatStartedTakesNothingFromBefore() {
    Message message = seal(Set.of("fra"), all).seal(plain(REVOKE));
    clock.set(NOW.plusMillis(1));
    assertRefused(seal(Set.of("fra"), all), message, "after the start of this node");
  }

  @Test
  void requestIsSignedForTheNodesOfAllItsRegions() {
    Message message = seal(Set.of("fra", "gru"), fra, gru, all).seal(plain(REVOKE));
    assertThat(seal(Set.of("fra"), fra).signer(message)).contains("fra-1");
    assertThat(seal(Set.of("gru"), gru).signer(message)).contains("gru-1");
    assertRefused(seal(Set.of("iad"), fra, gru), message, "by other keys (expected: by one of []");
    Message foreign = seal(Set.of("fra"), fra).seal(plain(REVOKE));
    assertRefused(seal(Set.of("gru"), fra, gru), foreign, "by one of [gru-1]");
  }

  @Test
  void noKeyNoSignature() {
    assertThatThrownBy(() -> seal(Set.of("iad"), fra).seal(plain(REVOKE)))
        .isInstanceOf(MeridianException.class)
        .hasMessage("no key signs control requests to [iad] now");
  }

  @Test
  void nonsenseIsRefused() {
    ControlSeal node = seal(Set.of("fra"), all);
    Message message = seal(Set.of("fra"), all).seal(plain(REVOKE));
    for (String text : List.of("", ":", "all-1", "all-1:", "all-1: all-1:x", "x ".repeat(500))) {
      assertThatThrownBy(() -> node.signer(message.withHeaders(Map.of(Seal.SIGNATURE, text))))
          .as(text)
          .isInstanceOf(InvalidValueException.class);
    }
    assertThatThrownBy(() -> node.signer(message.withHeaders(Map.of(Seal.SIGNATURE, 7))))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void signatureOfATaskIsNoneOfARequest() {
    Seal tasks = Sealing.seal(SigningMode.SIGN, all);
    Message signed = tasks.seal(seal(Set.of("fra"), all).seal(plain(REVOKE)), "fra");
    String ofTask = "all-1:" + signed.headers().get(Seal.SIGNATURE);
    Message forged = signed.withHeaders(Map.of(Seal.SIGNATURE, ofTask));
    assertRefused(seal(Set.of("fra"), all), forged, "that of another request");
  }

  @Test
  void memoryOfWhatWasSeenIsBounded() {
    Nonces nonces = new Nonces(Duration.ofMinutes(10));
    for (int i = 0; i < Nonces.MOST; i++) {
      nonces.use("nonce", "n" + i, NOW);
    }
    assertThatThrownBy(() -> nonces.use("nonce", "more", NOW))
        .hasMessage("nonce: more (expected: at most 20000 signed requests in 10 min)");
    Instant later = NOW.plusSeconds(601);
    nonces.use("nonce", "more", later);
    nonces.use("nonce", "n0", later);
    assertThatThrownBy(() -> nonces.use("nonce", "more", later))
        .hasMessage("nonce: more (expected: one that was not used before)");
  }
}
