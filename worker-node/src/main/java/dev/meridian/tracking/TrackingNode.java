package dev.meridian.tracking;

import dev.meridian.broker.Brokers;
import dev.meridian.fence.FenceSource;
import dev.meridian.track.Tracking;
import dev.meridian.wire.Seal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The part of a worker that evaluates the positions of its regions: consumes their queues, looks
/// at objects that are silent, and at those that edits of fences concern. Thread-safe. [#drain]
/// ends it gently; closing it is draining without waiting.
public final class TrackingNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrackingNode.class);
  private static final Duration SILENT = Duration.ofMillis(500);
  private static final Duration EDITS = Duration.ofMillis(20);
  private static final Duration END = Duration.ofSeconds(5);

  private final TrackingConfig config;
  private final Collaborators with;
  private final Stop stop;
  private final Tally.Running tally = new Tally.Running();
  private final StateCache cache;
  private final List<PositionConsumer> consumers = new ArrayList<>();
  private final List<AutoCloseable> listening = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Runnable> rounds = new ArrayList<>();

  /// What it works with.
  ///
  /// @param brokers of its regions
  /// @param tracking where objects and crossings are kept
  /// @param fences as they are now
  /// @param seal that positions arrive in
  /// @param clock of arrivals and of what is due
  /// @param random for jitter
  public record Collaborators(
      Brokers brokers,
      Tracking tracking,
      FenceSource fences,
      Seal seal,
      InstantSource clock,
      RandomGenerator random) {}

  private TrackingNode(TrackingConfig config, Collaborators with) {
    this.config = config;
    this.with = with;
    this.stop = new Stop(with.random());
    this.cache = new StateCache(config.cached());
    config.regions().forEach(this::add);
  }

  /// Starts to evaluate. Returns once every queue is consumed.
  ///
  /// @throws dev.meridian.broker.BrokerException if a broker refuses
  public static TrackingNode start(TrackingConfig config, Collaborators with) {
    TrackingNode node = new TrackingNode(config, with);
    try {
      node.consumers.forEach(PositionConsumer::start);
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
    node.rounds.forEach(Runnable::run);
    return node;
  }

  private void add(String region) {
    var snapshots = new Snapshots(with.fences(), with.tracking().fences());
    var parts = new Evaluator.Parts(with.tracking(), snapshots, cache, tally, with.clock());
    var evaluator = new Evaluator(region, config, parts);
    var broker = with.brokers().of(region);
    consumers.add(new PositionConsumer(region, broker, () -> loop(region, evaluator), stop));
    var objects = with.tracking().objects();
    var silent =
        new SilentObjects(
            region,
            config.name(),
            new SilentObjects.Parts(objects, broker, with.seal(), with.clock()));
    var desk = new EditDesk(objects, evaluator, silent::isOwned);
    listening.add(with.fences().onEdit(desk));
    rounds.add(() -> begin("silent-" + region, SILENT, silent::look));
    rounds.add(() -> begin("edits-" + region, EDITS, desk::look));
  }

  private PartitionLoop loop(String region, Evaluator evaluator) {
    var silence = new Silence(evaluator, with.clock());
    var parts = new PartitionLoop.Parts(evaluator, silence, with.seal(), tally, stop);
    return new PartitionLoop(region, parts);
  }

  private void begin(String name, Duration pause, Runnable look) {
    threads.add(
        Thread.ofVirtual()
            .name(name)
            .start(() -> {
              while (!stop.isRaised()) {
                lookOnce(name, look);
                stop.pause(pause);
              }
            }));
  }

  private void lookOnce(String name, Runnable look) {
    try {
      look.run();
    } catch (RuntimeException | Error e) {
      LOG.error("worker {}: {} failed", config.name(), name, e);
    }
  }

  /// Whether positions can arrive from every queue now.
  public boolean isConsuming() {
    return !stop.isRaised() && consumers.stream().allMatch(PositionConsumer::isConsuming);
  }

  /// What became of the positions so far.
  public Tally tally() {
    return tally.sum();
  }

  /// Takes no more positions, evaluates those it has, and hands back the rest; while the store is
  /// down that is all. Idempotent.
  ///
  /// @param wait how long it evaluates on
  /// @return whether none had to be handed back
  public boolean drain(Duration wait) {
    stop.hurry();
    consumers.forEach(PositionConsumer::stopTaking);
    long end = System.nanoTime() + wait.toNanos();
    while (!isIdle() && !stop.isRaised() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    boolean finished = isIdle() && !stop.hasGivenUp();
    stop.raise();
    leave();
    return finished;
  }

  /// Whether all that was taken is settled.
  boolean isIdle() {
    return consumers.stream().allMatch(PositionConsumer::isIdle);
  }

  private void leave() {
    try {
      for (AutoCloseable each : listening) {
        each.close();
      }
      for (PositionConsumer consumer : consumers) {
        boolean _ = consumer.join(END);
      }
      for (Thread thread : threads) {
        boolean _ = thread.join(END);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.debug("worker {}: {}", config.name(), e.getMessage());
    }
  }

  @Override
  public void close() {
    drain(Duration.ZERO);
  }
}
