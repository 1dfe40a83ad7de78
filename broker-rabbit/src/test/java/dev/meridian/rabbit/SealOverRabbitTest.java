package dev.meridian.rabbit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.json.Json;
import dev.meridian.route.QueueName;
import dev.meridian.seal.KeyedSeal;
import dev.meridian.seal.Keyring;
import dev.meridian.seal.MessageKey;
import dev.meridian.seal.MessageKey.Purpose;
import dev.meridian.seal.SigningMode;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.testing.Inbox;
import dev.meridian.testing.TestServers;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.Envelope.Lineage;
import dev.meridian.wire.Envelope.Times;
import dev.meridian.wire.MalformedMessageException;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// What RabbitMQ does to a message on its way breaks neither signature nor encryption: putting
/// back, delaying, burying and replaying.
final class SealOverRabbitTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final RabbitBroker broker = Rig.connected(TestServers.rabbit());
  private final QueueName queue = Rig.unused();
  private final Inbox inbox = new Inbox();

  @BeforeEach
  void consume() {
    broker.declare(queue);
    broker.declare(QueueName.DEAD);
    broker.consume(queue, 10, inbox);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private static MessageKey key(String id, Purpose purpose) {
    byte[] secret = id.repeat(32).substring(0, 32).getBytes(US_ASCII);
    return new MessageKey(id, purpose, purpose.secret(secret), Set.of(), null, null);
  }

  private static CeleryCodec codec(boolean encrypted) {
    List<MessageKey> keys =
        encrypted
            ? List.of(key("sign", Purpose.SIGN), key("encrypt", Purpose.ENCRYPT))
            : List.of(key("sign", Purpose.SIGN));
    return new CeleryCodec("test")
        .withSeal(
            KeyedSeal.of(
                SigningMode.REQUIRE, new Keyring(keys), InstantSource.system(), new Random(7)));
  }

  /// An envelope in which every header is there, with values of every type.
  private static Envelope envelope() {
    Map<String, @Nullable Object> extras = new LinkedHashMap<>();
    extras.put("stamps", Map.of("tenant", "acme", "ratio", 0.5, "big", 1L << 40, "no", false));
    extras.put("stamped_headers", List.of("tenant", "ratio", "big", "no"));
    extras.put("replaced_task_nesting", 2);
    extras.put("x-mine", "unprotected");
    return new Envelope(
        new TaskId("t-1"),
        "peer.echo",
        Json.array().add(1),
        (ObjectNode) Json.read("{\"text\":\"Grüße\"}"),
        Json.object().put("chord", 1),
        3,
        new Times(
            NOW, NOW, NOW, Duration.ofMillis(1_500), Duration.ofSeconds(3), Duration.ofDays(1)),
        new Lineage(new RequestId("r-1"), "root", "parent", "Gruppe ü", 4, "fra", "reply"),
        true,
        extras);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sealSurvivesTheBroker(boolean encrypted) {
    CeleryCodec codec = codec(encrypted);
    Envelope envelope = envelope();
    broker.publish(new Publication(queue, codec.encode(envelope), Duration.ofSeconds(1)));

    Delivery delayed = inbox.await(0);
    assertThat(delayed.message().headers()).containsKey("x-death");
    assertThat(codec.decode(delayed.message(), "fra")).isEqualTo(envelope);

    delayed.requeue();
    Delivery again = inbox.await(1);
    assertThat(again.failedDeliveries()).isEqualTo(1);
    assertThat(codec.decode(again.message(), "fra")).isEqualTo(envelope);

    broker.publish(Publication.now(queue, again.message()));
    again.ack();
    Delivery handedBack = inbox.await(2);
    assertThat(codec.decode(handedBack.message(), "fra")).isEqualTo(envelope);

    handedBack.deadLetter("to see what comes of it");
    Message letter = letter();
    assertThat(letter.headers()).containsKey("meridian-reason");
    broker.publish(Publication.now(queue, letter));
    assertThat(codec.decode(inbox.await(3).message(), "fra").kwargs()).isEqualTo(envelope.kwargs());
  }

  /// The dead letter from our queue; others' are left to them.
  private Message letter() {
    Inbox ours = new Inbox();
    var consumer =
        broker.consume(
            QueueName.DEAD,
            1_000,
            delivery -> {
              if (queue.value().equals(delivery.message().headers().get("meridian-queue"))) {
                ours.onDelivery(delivery);
              }
            });
    Delivery letter = ours.await(0);
    letter.ack();
    consumer.close();
    return letter.message();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void changeOnTheWayIsSeen(boolean encrypted) {
    CeleryCodec codec = codec(encrypted);
    Message sealed = codec.encode(envelope()).withHeaders(Map.of("retries", 4));
    broker.publish(Publication.now(queue, sealed));

    Message arrived = inbox.await(0).message();
    assertThatThrownBy(() -> codec.decode(arrived, "fra"))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith("header meridian-signature: that of another message (expected: ");
  }
}
