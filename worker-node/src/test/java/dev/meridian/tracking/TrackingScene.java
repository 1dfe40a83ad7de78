package dev.meridian.tracking;

import dev.meridian.broker.Broker;
import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.fence.CircleOutline;
import dev.meridian.fence.Fence;
import dev.meridian.fence.FenceRules;
import dev.meridian.fence.FenceSource;
import dev.meridian.geo.Gazetteer;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.memory.MemoryStore;
import dev.meridian.result.Store;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.ManualClock;
import dev.meridian.track.Crossed;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.ObjectClasses;
import dev.meridian.track.Partition;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;
import dev.meridian.track.PositionMessage;
import dev.meridian.track.Tracking;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Workers of `fra` and `gru` that evaluate positions on the embedded pair. A degree of latitude is
/// 111 km here; fences lie on the equator and objects move along it.
final class TrackingScene implements AutoCloseable {
  static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  static final double DEGREE = Math.toRadians(1) * 6_371_008.8;

  final ManualClock clock = new ManualClock(START);
  final MemoryBroker broker = new MemoryBroker(clock);
  final Store store = MemoryStore.create(clock);
  final FlakyObjects objects = new FlakyObjects(store.tracking().objects());
  final Tracking tracking = objects.in(store.tracking());
  final EditableFences fences = new EditableFences(clock);
  final BlockingQueue<Delivery> dead = new LinkedBlockingQueue<>();
  volatile ObjectClasses classes = ObjectClasses.NONE;
  Gazetteer places = Gazetteer.EMPTY;
  private final List<TrackingNode> nodes = new ArrayList<>();
  private int markers;

  TrackingScene() {
    broker.declare(QueueName.DEAD);
    var _ = broker.consume(QueueName.DEAD, 10, dead::add);
    for (String region : List.of("fra", "gru")) {
      for (int partition = 0; partition < Partition.COUNT; partition++) {
        broker.declare(QueueName.positions(region, partition));
      }
    }
  }

  TrackingNode start(String... regions) {
    return start(broker, regions);
  }

  TrackingNode start(Broker through, String... regions) {
    return start(through, tracking, regions);
  }

  /// @param seen the store as this worker sees it
  TrackingNode start(Broker through, Tracking seen, String... regions) {
    String name = "worker-" + nodes.size();
    TrackingConfig config =
        TrackingConfig.of(name, Arrays.asList(regions)).with(() -> classes, places);
    var with =
        new TrackingNode.Collaborators(_ -> through, seen, fences, Seal.NONE, clock, new Random(1));
    TrackingNode node = TrackingNode.start(config, with);
    nodes.add(node);
    return node;
  }

  Evaluator evaluator(String region) {
    return evaluator(region, 1_000, fences);
  }

  /// @param cached how many objects it remembers
  Evaluator evaluator(String region, int cached, FenceSource fences) {
    var parts =
        new Evaluator.Parts(
            tracking,
            new Snapshots(fences, tracking.fences()),
            new StateCache(cached),
            new Tally.Running(),
            clock);
    return new Evaluator(region, TrackingConfig.of("test", List.of(region)), parts);
  }

  /// A circle of 1 km on the equator.
  static Fence circle(String id, int version, double lon, FenceRules rules) {
    return new Fence(id, version, CircleOutline.of(new LonLat(lon, 0), 1_000), rules);
  }

  static Fence circle(String id, double lon) {
    return circle(id, 1, lon, FenceRules.STANDARD);
  }

  /// A position on the equator, so many seconds after the start.
  static Position at(String object, double seconds, double lon) {
    Instant time = START.plusMillis(Math.round(seconds * 1_000));
    return new Position(object, time, new LonLat(lon, 0.0001), 0, 0, Motion.UNKNOWN, Json.object());
  }

  /// As many metres east of longitude 10 as given, in degrees.
  static double east(double metres) {
    return 10 + metres / DEGREE;
  }

  void send(String region, Position... positions) {
    Message message = PositionMessage.write(Arrays.asList(positions), region, Seal.NONE);
    send(region, positions[0].object(), message);
  }

  void send(String region, String object, Message message) {
    QueueName queue = QueueName.positions(region, Partition.of(object));
    broker.publish(Publication.now(queue, message));
  }

  List<Crossed> crossings(String region) {
    List<Crossed> all = new ArrayList<>();
    Map<String, String> after = Map.of(region, CrossingLog.BEGIN);
    CrossingLog.Page page;
    do {
      page = tracking.crossings().read(after, CrossingLog.MAX_READ, Duration.ZERO);
      page.entries().forEach(entry -> all.add(entry.crossing()));
      after = page.isEmpty() ? after : page.last();
    } while (!page.isEmpty());
    return all;
  }

  /// Waits for that many crossings and returns them.
  List<Crossed> crossings(String region, int count) {
    Await.until(count + " crossings in " + region, () -> crossings(region).size() >= count);
    return crossings(region);
  }

  void awaitVersion(String object, long version) {
    Await.until(
        object + " in version " + version,
        () -> {
          var kept = store.tracking().objects().load(List.of(object)).get(object);
          return kept != null && kept.version() >= version;
        });
  }

  /// Waits until no message is left. One more of each partition goes behind all others, as nobody
  /// sees a message on its way from the queue to the worker.
  void awaitDone(String region) {
    List<String> last = IntStream.range(0, Partition.COUNT).mapToObj(this::newObject).toList();
    LonLat remote = new LonLat(-170, 80);
    for (String id : last) {
      send(region, new Position(id, clock.instant(), remote, 0, 0, Motion.UNKNOWN, Json.object()));
    }
    last.forEach(id -> awaitVersion(id, 1));
    Await.until(
        "an end of the positions of " + region,
        () -> {
          for (int partition = 0; partition < Partition.COUNT; partition++) {
            if (broker.depth(QueueName.positions(region, partition)).ready() > 0) {
              return false;
            }
          }
          return nodes.stream().allMatch(TrackingNode::isIdle);
        });
  }

  private String newObject(int partition) {
    return Stream.generate(() -> "last-" + ++markers)
        .filter(id -> Partition.of(id) == partition)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    nodes.forEach(TrackingNode::close);
    broker.close();
    store.close();
  }
}
