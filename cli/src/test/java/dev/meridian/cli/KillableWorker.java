package dev.meridian.cli;

import dev.meridian.rabbit.RabbitBroker;
import dev.meridian.rabbit.RabbitConfig;
import dev.meridian.redis.RedisConfig;
import dev.meridian.redis.RedisStore;
import dev.meridian.result.Store;
import dev.meridian.testing.Await;
import dev.meridian.testing.FlakyProxy;
import dev.meridian.testing.TestServers;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.worker.TaskRegistry;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Bounds;
import dev.meridian.worker.WorkerConfig.Scale;
import dev.meridian.worker.WorkerNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// A worker in this process whose connections can be cut at any moment, for good: for broker, store
/// and everybody else that is the same as if its process had been killed between two of its
/// messages.
final class KillableWorker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SLOTS = 4;

  /// A task may be among those of many killed workers, and the dead give up soon.
  private static final Bounds BOUNDS =
      new Bounds(
          100,
          1 << 20,
          Duration.ofSeconds(1),
          Duration.ZERO,
          Duration.ofHours(1),
          Duration.ofSeconds(2));

  private final FlakyProxy toBroker = new FlakyProxy(TestServers.rabbit().uri());
  private final FlakyProxy toStore = new FlakyProxy(TestServers.redis().uri());
  private final RabbitBroker broker;
  private final Store store;
  private final WorkerNode node;

  /// Starts a worker and returns once it consumes.
  KillableWorker(String name, List<String> regions, TaskRegistry registry) {
    Clock clock = Clock.systemUTC();
    broker = RabbitBroker.connect(impatient(RabbitConfig.defaults(toBroker.uri())), clock);
    store =
        RedisStore.connect(
            RedisConfig.defaults(toStore.uri()).withTimeout(Duration.ofSeconds(2)), clock);
    Await.until(
        name + " is connected",
        PATIENCE,
        () -> broker.awaitConnected(Duration.ofSeconds(1)) && store.results().isUp());
    var with =
        new WorkerNode.Collaborators(
            _ -> broker, store, new CeleryCodec(name), clock, new Random(name.hashCode()));
    var config = new WorkerConfig(name, "test", regions, Scale.fixed(SLOTS), BOUNDS);
    node = WorkerNode.start(config, registry, with);
  }

  private static RabbitConfig impatient(RabbitConfig usual) {
    RabbitConfig.Timeouts times = usual.timeouts();
    return new RabbitConfig(
        usual.uri(),
        usual.connectionName(),
        usual.window(),
        new RabbitConfig.Timeouts(
            times.connect(),
            times.heartbeat(),
            Duration.ofMinutes(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2)),
        usual.names());
  }

  /// Cuts all of its connections, those to broker and store in this order or the other.
  void kill(boolean brokerFirst) {
    if (brokerFirst) {
      toBroker.close();
    }
    toStore.close();
    toBroker.close();
  }

  /// Kills it and waits until nothing of it is left.
  @Override
  public void close() {
    kill(true);
    node.close();
    broker.close();
    store.close();
  }
}
