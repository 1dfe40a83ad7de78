package dev.meridian.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Publication;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.ingest.PositionCounts.Fate;
import dev.meridian.ingest.PositionCounts.Way;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.Inbox;
import dev.meridian.track.Partition;
import dev.meridian.track.Position;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.MalformedMessageException;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Messages as the plugin for MQTT publishes them.
final class MqttPositionsTest {
  private static final String AT = "\"time\":\"2026-01-01T12:00:00Z\",\"lon\":8.7,\"lat\":50.1";

  private final MemoryBroker broker = new MemoryBroker(InstantSource.system());
  private final RegionMap map = RegionMap.of(List.of(Region.at("fra", 8.7, 50)), List.of());
  private final PositionPublisher publisher =
      new PositionPublisher(() -> map, _ -> broker, Seal.NONE, PositionIntake.Bounds.STANDARD);
  private final MqttPositions positions = MqttPositions.start(broker, publisher);

  @AfterEach
  void close() {
    positions.close();
    broker.close();
  }

  private void say(String topic, String body) {
    Map<String, @Nullable Object> headers = Map.of(Message.TOPIC, topic);
    broker.publish(
        Publication.now(
            QueueName.MQTT, new Message(headers, null, null, null, 0, body.getBytes(UTF_8))));
  }

  private Position heardOf(String object) {
    Inbox inbox = new Inbox();
    QueueName queue = QueueName.positions("fra", Partition.of(object));
    broker.declare(queue);
    broker.consume(queue, 10, inbox);
    try {
      Message message = inbox.await(0).message();
      return PositionMessage.read(message, "fra", Seal.NONE).positions().getFirst();
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void topicNamesTheObjectIfTheMessageDoesNot() {
    say("meridian.positions.bus-7", "{" + AT + "}");
    assertThat(heardOf("bus-7").object()).isEqualTo("bus-7");
  }

  @Test
  void ownTracksWorksAsItIs() {
    say(
        "owntracks.jane.phone",
        "{\"_type\":\"location\",\"tst\":1767268800,\"lon\":8.7,\"lat\":50.1,\"acc\":12}");
    assertThat(heardOf("jane.phone").accuracy()).isEqualTo(12);
  }

  @Test
  void messagesThatAreNoPositionsArePassedOver() {
    say("owntracks.jane.phone", "{\"_type\":\"lwt\",\"tst\":1767268800}");
    say("meridian.positions.bus-7", "{" + AT + "}");
    assertThat(heardOf("bus-7").object()).isEqualTo("bus-7");
    Await.until("all is settled", () -> broker.depth(QueueName.MQTT).ready() == 0);
    broker.declare(QueueName.DEAD);
    assertThat(broker.depth(QueueName.DEAD).ready()).isZero();
  }

  @Test
  void whatCannotBeUsedIsADeadLetterAndTheOthersGoOn() {
    say("meridian.positions.bus-6", "no JSON");
    say("meridian.positions.bus-6", "{" + AT.replace("50.1", "95") + "}");
    say("meridian.positions.bus-7", "{" + AT + "}");
    assertThat(heardOf("bus-7").object()).isEqualTo("bus-7");
    Inbox dead = new Inbox();
    broker.declare(QueueName.DEAD);
    broker.consume(QueueName.DEAD, 10, dead);
    assertThat(dead.await(1).message().headers())
        .containsEntry(
            Message.REASON, "latitude: 95.0 (expected: -90..90 degrees, longitude first)");
    PositionCounts counts = publisher.counts();
    Await.until("it counts", () -> counts.received(Way.MQTT, Fate.ACCEPTED) == 1);
    assertThat(counts.received(Way.MQTT, Fate.MALFORMED)).isEqualTo(2);
    assertThat(counts.held()).isZero();
  }
}
