package dev.meridian.cli;

import dev.meridian.fence.LiveFences;
import dev.meridian.geo.Gazetteer;
import dev.meridian.rabbit.RabbitBroker;
import dev.meridian.rabbit.RabbitConfig;
import dev.meridian.redis.RedisConfig;
import dev.meridian.redis.RedisStore;
import dev.meridian.result.Store;
import dev.meridian.testing.Await;
import dev.meridian.testing.FlakyProxy;
import dev.meridian.testing.TestServers;
import dev.meridian.track.ObjectClasses;
import dev.meridian.tracking.Tally;
import dev.meridian.tracking.TrackingConfig;
import dev.meridian.tracking.TrackingNode;
import dev.meridian.wire.Seal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/// The part of a worker that evaluates positions, with ways to broker and store that can be cut or
/// held up, and go on later. Its waits are short, so that it notices soon.
final class FarTracker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SECOND = Duration.ofSeconds(1);

  final FlakyProxy toBroker = new FlakyProxy(TestServers.rabbit().uri());
  final FlakyProxy toStore;
  private final RabbitBroker broker;
  private final Store store;
  private final LiveFences fences;
  private final TrackingNode node;

  /// Starts it and returns once it consumes.
  ///
  /// @param redis the store
  /// @param clock of arrivals and of what is due
  FarTracker(String name, String region, URI redis, ObjectClasses classes, InstantSource clock)
      throws InterruptedException {
    Clock system = Clock.systemUTC();
    toStore = new FlakyProxy(redis);
    var random = new Random(name.hashCode());
    broker = RabbitBroker.connect(impatient(RabbitConfig.defaults(toBroker.uri())), system);
    store = RedisStore.connect(redis(toStore), system);
    Await.until(
        name + " is connected",
        PATIENCE,
        () -> broker.awaitConnected(SECOND) && store.results().isUp());
    fences = LiveFences.start(store.tracking().fences(), clock, random);
    boolean _ = fences.awaitLoaded(PATIENCE);
    var with =
        new TrackingNode.Collaborators(
            _ -> broker, store.tracking(), fences, Seal.NONE, clock, random);
    TrackingConfig config =
        TrackingConfig.of(name, List.of(region)).with(() -> classes, Gazetteer.EMPTY);
    node = TrackingNode.start(config, with);
  }

  static RedisConfig redis(FlakyProxy way) {
    return RedisConfig.defaults(way.uri()).withTimeout(SECOND);
  }

  private static RabbitConfig impatient(RabbitConfig usual) {
    Duration often = Duration.ofMillis(50);
    Duration confirm = Duration.ofSeconds(2);
    return usual.withTimeouts(new RabbitConfig.Timeouts(confirm, SECOND, often, confirm, confirm));
  }

  /// It loses both connections, and gets neither back; what it has it keeps.
  void hang() {
    toBroker.hold();
    toStore.hold();
  }

  /// Everything works again.
  void recover() {
    toStore.release();
    toBroker.release();
  }

  /// Whether it has no positions that it was given.
  boolean isIdle() {
    return node.isIdle();
  }

  /// What became of its positions.
  Tally tally() {
    return node.tally();
  }

  @Override
  public void close() {
    recover();
    node.close();
    fences.close();
    broker.close();
    store.close();
    toBroker.close();
    toStore.close();
  }
}
