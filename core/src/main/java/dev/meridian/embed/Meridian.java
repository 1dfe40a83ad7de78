package dev.meridian.embed;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerState;
import dev.meridian.client.HealthBoard;
import dev.meridian.client.LanePicker;
import dev.meridian.client.Submission.Options;
import dev.meridian.client.TaskClient;
import dev.meridian.client.Tasks;
import dev.meridian.client.UnavailableException;
import dev.meridian.lane.Lanes;
import dev.meridian.route.Router;
import dev.meridian.task.IdSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection of this program to Meridian: routes, publishes and awaits tasks like a gateway,
/// from hop 2 on. Make one for the program and close it at the end. Thread-safe.
///
/// ```java
/// try (Meridian meridian =
///     Meridian.with("amqp://rabbit", "redis://redis").regions(Path.of("regions.yaml")).connect()) {
///   Quote quote = meridian.tasks().submit(QUOTE, order).await(Duration.ofSeconds(5));
/// }
/// ```
public final class Meridian implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Meridian.class);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final MeridianBuilder.Parts parts;
  private final Connections connections;
  private final HealthBoard health;
  private final TaskClient client;
  private final Tasks tasks;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Meridian(MeridianBuilder.Parts parts, Connections connections) {
    this.parts = parts;
    this.connections = connections;
    Lanes lanes = connections.store().lanes();
    this.health =
        new HealthBoard(parts.regions()::map, connections, region -> lanes.inUse(region, Set.of()));
    this.client =
        new TaskClient(
            new TaskClient.Collaborators(
                new IdSource(parts.clock(), parts.random()),
                parts.clock(),
                new Router(
                    parts.regions()::map,
                    health,
                    new LanePicker(lanes, connections, health, parts.regions()::limits)),
                connections,
                connections.store().results(),
                parts.codec()));
    this.tasks = new Tasks(client, parts.clock(), () -> Options.of(parts.regions().defaults()));
  }

  /// A connection to be made to a broker and a result store.
  ///
  /// @param broker of all regions: `amqp://`, `amqps://`
  /// @param results `redis://`, `rediss://`
  public static MeridianBuilder with(String broker, String results) {
    return new MeridianBuilder(broker, results);
  }

  /// A connection to be made to the brokers that the regions file names, and a result store.
  public static MeridianBuilder with(String results) {
    return new MeridianBuilder(null, results);
  }

  static Meridian connect(MeridianBuilder.Parts parts, Connections connections) {
    Meridian meridian = new Meridian(parts, connections);
    try {
      meridian.awaitConnected();
    } catch (RuntimeException e) {
      connections.close();
      throw e;
    }
    meridian.health.refresh();
    Thread.ofVirtual().name("meridian-upkeep").start(meridian::keepUp);
    return meridian;
  }

  /// Tasks by their types.
  public Tasks tasks() {
    return tasks;
  }

  /// Tasks by name, with many in a request, and what became of earlier requests.
  public TaskClient client() {
    return client;
  }

  /// Stops waiting and disconnects. Requests go on.
  @Override
  public void close() {
    closed.countDown();
    connections.close();
  }

  private void awaitConnected() {
    long end = System.nanoTime() + parts.patience().toNanos();
    for (Broker broker : connections.all()) {
      await(end, () -> broker.state() != BrokerState.DOWN, "broker: " + broker.address());
    }
    var results = connections.store().results();
    await(end, results::isUp, "results: " + results.address());
  }

  private static void await(long end, BooleanSupplier connected, String what) {
    while (!connected.getAsBoolean()) {
      if (System.nanoTime() - end >= 0) {
        String words = what + " (expected: a running server that lets us in)";
        throw new UnavailableException(words, RETRY_AFTER, null);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private void keepUp() {
    try {
      while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      parts.regions().lookForChanges();
      health.refresh();
    } catch (RuntimeException e) {
      LOG.error("could not look at regions and queues", e);
    }
  }
}
