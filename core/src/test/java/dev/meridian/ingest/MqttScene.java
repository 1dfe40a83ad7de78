package dev.meridian.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import dev.meridian.track.ObjectClasses;
import dev.meridian.track.Partition;
import dev.meridian.track.Position;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.MalformedMessageException;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/// An intake of messages as the plugin for MQTT publishes them, and two regions.
abstract class MqttScene {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final String AT = "\"time\":\"2026-01-01T12:00:00Z\",\"lon\":8.7,\"lat\":50.1";

  /// An attribute that no message can be written with.
  static final String POISON = ",\"attributes\":{\"a\":\"poison\"}";

  /// An attribute that ends the thread that writes it.
  static final String FATAL = ",\"attributes\":{\"a\":\"fatal\"}";

  /// An attribute that is written only when the gate has a permit for it.
  static final String GATED = ",\"attributes\":{\"a\":\"gated\"}";

  final Semaphore gate = new Semaphore(0);

  /// Fails as nobody foresaw.
  private final Seal fragile =
      new Seal() {
        @Override
        public Message seal(Message message, @Nullable String region) {
          String text = new String(message.body(), UTF_8);
          if (text.contains("poison")) {
            throw new ArithmeticException("by the will of the test");
          }
          if (text.contains("gated")) {
            gate.acquireUninterruptibly();
          }
          if (text.contains("fatal")) {
            throw new StackOverflowError("by the will of the test");
          }
          return message;
        }

        @Override
        public Message open(Message message, @Nullable String region) {
          return message;
        }
      };

  final ManualClock clock = new ManualClock(NOON);
  final MemoryBroker queues = new MemoryBroker(clock);
  final FlakyBroker broker = new FlakyBroker(queues.connect());
  final FlakyBroker fra = new FlakyBroker(new MemoryBroker(clock));
  private final FlakyBroker iad = new FlakyBroker(new MemoryBroker(clock));
  private final RegionMap map =
      RegionMap.of(
          List.of(
              new Region(
                  "fra", "fra", new LonLat(8, 50), new Box(5, 47, 15, 55), null, List.of(), 40),
              Region.at("iad", -77, 38)),
          List.of());

  /// Asked by the intake about positions that are ahead of the clock.
  volatile Supplier<ObjectClasses> classes = () -> ObjectClasses.NONE;

  final PositionPublisher publisher =
      new PositionPublisher(
          () -> map,
          this::broker,
          fragile,
          new PositionIntake.Bounds(10_000, Duration.ZERO).with(() -> classes.get()));
  final MqttPositions positions = MqttPositions.start(broker, publisher, clock);

  @AfterEach
  void close() {
    gate.release(1_000);
    positions.close();
    broker.close();
    queues.close();
    fra.close();
    iad.close();
  }

  private Broker broker(String region) {
    return region.equals("fra") ? fra : iad;
  }

  void say(String topic, String body) {
    Map<String, @Nullable Object> headers = Map.of(Message.TOPIC, topic);
    queues.publish(
        Publication.now(
            QueueName.MQTT, new Message(headers, null, null, null, 0, body.getBytes(UTF_8))));
  }

  /// A position of a second past noon.
  static String at(int second, double lon) {
    return "\"time\":%d,\"lon\":%s,\"lat\":50".formatted(NOON.getEpochSecond() + second, lon);
  }

  /// The next positions of an object in a region, once there are `count` of them.
  List<Position> heardOf(String object, String region, int count) {
    return heardOf(object, region, all -> all.size() >= count);
  }

  List<Position> heardOf(String object, String region, Predicate<List<Position>> enough) {
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

  Position heardOf(String object) {
    return heardOf(object, "fra", 1).getFirst();
  }

  /// Ends the intake; then what it did not settle is in its queue again.
  long unsettled() {
    positions.close();
    broker.close();
    return queues.depth(QueueName.MQTT).ready();
  }

  List<Object> deadLetters(int count) {
    return deadMessages(count).stream()
        .map(message -> String.valueOf(message.headers().get(Message.REASON)))
        .collect(Collectors.toList());
  }

  List<Message> deadMessages(int count) {
    Inbox dead = new Inbox();
    queues.declare(QueueName.DEAD);
    queues.consume(QueueName.DEAD, 10, dead);
    dead.await(count - 1);
    return dead.deliveries().stream().map(Delivery::message).toList();
  }

  long held() {
    return publisher.counts().held();
  }

  long counted(Fate fate) {
    return publisher.counts().received(Way.MQTT, fate);
  }
}
