package dev.meridian.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Consumer;
import dev.meridian.broker.Delivery;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.ingest.PositionIntake;
import dev.meridian.ingest.PositionPublisher;
import dev.meridian.json.Json;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.Inbox;
import dev.meridian.testing.RabbitNode;
import dev.meridian.testing.TestServers;
import dev.meridian.track.Partition;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.Seal;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Queues of positions on a real broker: one consumer at a time is given any, in order, and another
/// one takes over.
final class PositionQueuesTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final String REGION = "sac";
  private static final RegionMap MAP = RegionMap.of(List.of(Region.at(REGION, 8, 50)), List.of());
  private static final String BUS = "bus";
  private static final QueueName QUEUE = QueueName.positions(REGION, Partition.of(BUS));

  private final RabbitNode node = TestServers.rabbit();
  private final RabbitBroker gateway = Rig.connected(node);
  private final PositionPublisher publisher =
      new PositionPublisher(() -> MAP, _ -> gateway, Seal.NONE, PositionIntake.Bounds.STANDARD);

  @AfterEach
  void close() {
    gateway.close();
  }

  /// Publishes a position of the bus in each second of a range, a message each.
  private void drive(int from, int to) {
    for (int second = from; second < to; second++) {
      Position position =
          new Position(
              BUS,
              NOON.plusSeconds(second),
              new LonLat(8, 50),
              0,
              0,
              Motion.UNKNOWN,
              Json.object());
      assertThat(publisher.publish(List.of(position))).isEmpty();
    }
  }

  private static List<Integer> seconds(Inbox inbox) {
    return inbox.deliveries().stream().map(PositionQueuesTest::second).toList();
  }

  private static List<Integer> seconds(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private static int second(Delivery delivery) {
    Position only =
        PositionMessage.read(delivery.message(), REGION, Seal.NONE).positions().getFirst();
    return (int) (only.time().getEpochSecond() - NOON.getEpochSecond());
  }

  @Test
  void oneConsumerIsGivenAllInOrderAndAnotherTakesOverWhenItLeaves() {
    drive(0, 20);
    assertKind();
    Inbox first =
        new Inbox(delivery -> {
          if (second(delivery) < 15) {
            delivery.ack();
          }
        });
    Inbox second = new Inbox(Delivery::ack);
    try (RabbitBroker heir = Rig.connected(node)) {
      try (RabbitBroker leaving = Rig.connected(node)) {
        Consumer _ = leaving.consume(QUEUE, 100, first);
        first.await(19);
        Consumer _ = heir.consume(QUEUE, 100, second);
        drive(20, 40);
        first.await(39);
        assertThat(seconds(first)).isEqualTo(seconds(0, 40));
        assertThat(second.size()).isZero();
        assertThat(first.deliveries()).noneMatch(Delivery::isStale);
      }
      assertThat(first.deliveries()).allMatch(Delivery::isStale);
      second.await(24);
      drive(40, 50);
      second.await(34);
      assertThat(seconds(second)).isEqualTo(seconds(15, 50));
      Await.until("all is settled", () -> left().equals("0"));
    }
  }

  private String left() {
    String[] columns = node.ctl("list_queues", "name", "messages").split("\\s+", -1);
    return columns[List.of(columns).indexOf(QUEUE.value()) + 1];
  }

  private void assertKind() {
    String queues = node.ctl("list_queues", "name", "type", "arguments");
    assertThat(queues.lines().filter(line -> line.startsWith("meridian." + REGION + ".positions.")))
        .hasSize(Partition.COUNT)
        .allMatch(line -> line.contains("\tquorum\t"))
        .allMatch(line -> line.contains("{\"x-single-active-consumer\",true}"));
  }
}
