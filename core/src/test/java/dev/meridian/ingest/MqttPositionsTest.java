package dev.meridian.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Broker;
import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.ingest.PositionCounts.Fate;
import dev.meridian.ingest.PositionCounts.Way;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.FlakyBroker;
import dev.meridian.testing.Inbox;
import dev.meridian.testing.ManualClock;
import dev.meridian.track.Partition;
import dev.meridian.track.Position;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.MalformedMessageException;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Messages as the plugin for MQTT publishes them.
final class MqttPositionsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final String AT = "\"time\":\"2026-01-01T12:00:00Z\",\"lon\":8.7,\"lat\":50.1";
  private static final String POISON = "poison";

  /// Fails as nobody foresaw of what has the poison in it.
  private static final Seal FRAGILE =
      new Seal() {
        @Override
        public Message seal(Message message, @Nullable String region) {
          if (new String(message.body(), UTF_8).contains(POISON)) {
            throw new ArithmeticException("by the will of the test");
          }
          return message;
        }

        @Override
        public Message open(Message message, @Nullable String region) {
          return message;
        }
      };

  private final ManualClock clock = new ManualClock(NOON);
  private final MemoryBroker queues = new MemoryBroker(clock);
  private final FlakyBroker broker = new FlakyBroker(queues.connect());
  private final FlakyBroker fra = new FlakyBroker(new MemoryBroker(clock));
  private final FlakyBroker iad = new FlakyBroker(new MemoryBroker(clock));
  private final RegionMap map =
      RegionMap.of(
          List.of(
              new Region(
                  "fra", "fra", new LonLat(8, 50), new Box(5, 47, 15, 55), null, List.of(), 40),
              Region.at("iad", -77, 38)),
          List.of());
  private final PositionPublisher publisher =
      new PositionPublisher(
          () -> map, this::broker, FRAGILE, new PositionIntake.Bounds(10_000, Duration.ZERO));
  private final MqttPositions positions = MqttPositions.start(broker, publisher, clock);

  @AfterEach
  void close() {
    positions.close();
    broker.close();
    queues.close();
    fra.close();
    iad.close();
  }

  private Broker broker(String region) {
    return region.equals("fra") ? fra : iad;
  }

  private void say(String topic, String body) {
    Map<String, @Nullable Object> headers = Map.of(Message.TOPIC, topic);
    queues.publish(
        Publication.now(
            QueueName.MQTT, new Message(headers, null, null, null, 0, body.getBytes(UTF_8))));
  }

  /// A position of a second past noon.
  private static String at(int second, double lon) {
    return "\"time\":%d,\"lon\":%s,\"lat\":50".formatted(NOON.getEpochSecond() + second, lon);
  }

  /// The next positions of an object in a region, once there are `count` of them.
  private List<Position> heardOf(String object, String region, int count) {
    return heardOf(object, region, all -> all.size() >= count);
  }

  private List<Position> heardOf(String object, String region, Predicate<List<Position>> enough) {
    Broker there = broker(region);
    QueueName queue = QueueName.positions(region, Partition.of(object));
    there.declare(queue);
    Inbox inbox = new Inbox(Delivery::ack);
    try (var _ = there.consume(queue, 1_000, inbox)) {
      Await.until("enough of " + object, () -> enough.test(positions(inbox, region)));
      return positions(inbox, region);
    }
  }

  private static List<Position> positions(Inbox inbox, String region) {
    List<Position> all = new ArrayList<>();
    for (Delivery delivery : inbox.deliveries()) {
      try {
        all.addAll(PositionMessage.read(delivery.message(), region, Seal.NONE).positions());
      } catch (MalformedMessageException e) {
        throw new AssertionError(e);
      }
    }
    return all;
  }

  private Position heardOf(String object) {
    return heardOf(object, "fra", 1).getFirst();
  }

  /// Ends the intake; then what it did not settle is in its queue again.
  private long unsettled() {
    positions.close();
    broker.close();
    return queues.depth(QueueName.MQTT).ready();
  }

  private List<Object> deadLetters(int count) {
    Inbox dead = new Inbox();
    queues.declare(QueueName.DEAD);
    queues.consume(QueueName.DEAD, 10, dead);
    dead.await(count - 1);
    return dead.deliveries().stream()
        .map(delivery -> String.valueOf(delivery.message().headers().get(Message.REASON)))
        .collect(Collectors.toList());
  }

  @Test
  void topicNamesTheObjectIfTheMessageDoesNot() {
    say("meridian.positions.bus.7", "{" + AT + "}");
    assertThat(heardOf("bus.7").object()).isEqualTo("bus.7");
    say(
        "meridian.positions.bus-8",
        """
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [8.7, 50.1]},
         "properties": {"time": "2026-01-01T12:00:00Z"}}
        """);
    assertThat(heardOf("bus-8").object()).isEqualTo("bus-8");
  }

  @Test
  void topicBoundsWhoseThePositionsAre() {
    say("meridian.positions.bus-7", "{\"object\":\"bus-8\"," + AT + "}");
    say("owntracks.jane.doe.phone", "{\"_type\":\"location\",\"tst\":1,\"lon\":8,\"lat\":50}");
    say("owntracks.jane.phone.event", "{\"_type\":\"transition\"}");
    say("meridian.positions", "{\"object\":\"bus-9\"," + AT + "}");
    assertThat(heardOf("bus-9").object()).isEqualTo("bus-9");
    assertThat(deadLetters(2))
        .containsExactly(
            "object: bus-8 (expected: bus-7, as in the topic)",
            "object: missing (expected: the id of what moves)");
    assertThat(unsettled()).isZero();
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
    assertThat(unsettled()).isZero();
    queues.declare(QueueName.DEAD);
    assertThat(queues.depth(QueueName.DEAD).ready()).isZero();
  }

  @Test
  void whatCannotBeUsedIsADeadLetterAndTheOthersGoOn() {
    say("meridian.positions.bus-6", "no JSON");
    say("meridian.positions.bus-6", "{" + AT.replace("50.1", "95") + "}");
    say("meridian.positions.bus-6", "{" + at(1, 8) + "}");
    say("meridian.positions.bus-6", "{" + AT.replace("2026", "+300000000") + "}");
    say("meridian.positions.bus-7", "{" + AT + "}");
    assertThat(heardOf("bus-7").object()).isEqualTo("bus-7");
    assertThat(deadLetters(4))
        .hasSize(4)
        .contains(
            "latitude: 95.0 (expected: -90..90 degrees, longitude first)",
            "time: 2026-01-01T12:00:01Z (expected: at most PT0S ahead of the clock)");
    PositionCounts counts = publisher.counts();
    Await.until("it counts", () -> counts.received(Way.MQTT, Fate.ACCEPTED) == 1);
    assertThat(counts.received(Way.MQTT, Fate.MALFORMED)).isEqualTo(3);
    assertThat(counts.received(Way.MQTT, Fate.FUTURE)).isEqualTo(1);
    assertThat(counts.held()).isZero();
  }

  @Test
  void messageThatCannotBePublishedIsADeadLetterAndTheOthersGoOn() {
    say("meridian.positions.bus-7", "{" + at(-2, 8) + "}");
    say("meridian.positions.bus-7", "{" + at(-1, 8) + ",\"attributes\":{\"a\":\"poison\"}}");
    say("meridian.positions.bus-7", "{" + at(0, 8) + "}");
    assertThat(heardOf("bus-7", "fra", 2)).extracting(Position::time).contains(NOON);
    assertThat(deadLetters(1)).containsExactly("region fra: they could not be published");
    assertThat(unsettled()).isZero();
  }

  @Test
  void regionThatTakesNothingHoldsUpItsOwnOnlyAndKeepsTheirOrder() {
    fra.goDown();
    say("meridian.positions.bus", "{" + at(-30, 8) + "}");
    say("meridian.positions.bus", "[{" + at(-29, 8) + "},{" + at(-29, -77) + "}]");
    assertThat(heardOf("bus", "iad", 1)).hasSize(1);
    fra.recover();
    IntStream.range(-28, 0).forEach(i -> say("meridian.positions.bus", "{" + at(i, 8) + "}"));
    List<Position> there = heardOf("bus", "fra", 30);
    assertThat(there).hasSize(30).isSortedAccordingTo(Comparator.comparing(Position::time));
    assertThat(unsettled()).isZero();
  }

  @Test
  void whatARegionDidNotTakeGoesBackInTheEnd() {
    fra.goDown();
    say("meridian.positions.bus", "[{" + at(-2, 8) + "},{" + at(-2, -77) + "}]");
    say("meridian.positions.bus", "{" + at(-1, -77) + "}");
    assertThat(heardOf("bus", "iad", 2)).hasSize(2);
    assertThat(publisher.counts().held()).isPositive();
    assertThat(unsettled()).isEqualTo(1);
    assertThat(publisher.counts().held()).isZero();
  }

  /// The broker ends a subscription whose messages wait for too long, and delivers them again.
  @Test
  void messagesThatAreDeliveredAgainReplaceThoseThatAreHere() {
    fra.goDown();
    int count = MqttPositions.PREFETCH - 1;
    IntStream.range(0, count)
        .forEach(i -> say("meridian.positions.bus", "{" + at(i - count, 8) + "}"));
    for (int round = 0; round < 3; round++) {
      say("meridian.positions.truck", "{" + at(0, -77) + "}");
      assertThat(heardOf("truck", "iad", 1)).as("all before it are here").hasSize(1);
      broker.goDown();
      broker.recover();
    }
    say("meridian.positions.truck", "{" + at(0, -77) + "}");
    assertThat(heardOf("truck", "iad", 1)).hasSize(1);
    fra.recover();
    say("meridian.positions.bus", "{" + at(0, 8) + "}");
    List<Position> there =
        heardOf("bus", "fra", all -> !all.isEmpty() && all.getLast().time().equals(NOON));
    assertThat(there.size())
        .as("at most what was under way twice")
        .isBetween(count + 1, 2 * count + 1);
    assertThat(unsettled()).isZero();
  }

  @Test
  void longMessageIsTakenWhole() {
    String many =
        IntStream.range(0, 2_500)
            .mapToObj(i -> i < 1_000 ? "{}" : "{" + at(i - 2_500, i % 2 == 0 ? 8 : -77) + "}")
            .collect(Collectors.joining(","));
    say("meridian.positions.logger", "[" + many + "]");
    assertThat(heardOf("logger", "fra", 750)).hasSize(750);
    assertThat(heardOf("logger", "iad", 750)).hasSize(750);
    String more =
        IntStream.range(0, 1_500)
            .mapToObj(i -> "{" + at(i - 1_500, 8) + "}")
            .collect(Collectors.joining(","));
    say("meridian.positions.logger", "[" + more + "]");
    assertThat(heardOf("logger", "fra", 1_500)).hasSize(1_500);
    assertThat(unsettled()).isZero();
  }
}
