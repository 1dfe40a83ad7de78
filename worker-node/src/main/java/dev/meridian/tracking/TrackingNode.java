package dev.meridian.tracking;

import dev.meridian.broker.Brokers;
import dev.meridian.fence.FenceSource;
import dev.meridian.json.Json;
import dev.meridian.track.Tracking;
import dev.meridian.wire.Seal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// The part of a worker that evaluates the positions of its regions: consumes their queues, looks
/// at objects that are silent, and at those that edits of fences concern. Thread-safe. [#drain]
/// ends it gently; closing it is draining without waiting.
public final class TrackingNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrackingNode.class);
  private static final Duration SILENT = Duration.ofMillis(500);
  private static final Duration EDITS = Duration.ofMillis(20);
  private static final Duration END = Duration.ofSeconds(5);
  private static final Duration MOST_DRAIN = Silence.SETTLED.minusSeconds(2);
  private static final Duration HELD = Duration.ofMinutes(1);

  private final TrackingConfig config;
  private final Collaborators with;
  private final Stop stop;
  private final Map<String, Tally.Running> tallies = new LinkedHashMap<>();
  private final StateCache cache;
  private final Map<String, PositionConsumer> consumers = new LinkedHashMap<>();
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
      node.consumers.values().forEach(PositionConsumer::start);
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
    node.rounds.forEach(Runnable::run);
    return node;
  }

  private void add(String region) {
    var tally = new Tally.Running();
    tallies.put(region, tally);
    var snapshots = new Snapshots(with.fences(), with.tracking().fences());
    var parts = new Evaluator.Parts(with.tracking(), snapshots, cache, tally, with.clock());
    var evaluator = new Evaluator(region, config, parts);
    var broker = with.brokers().of(region);
    Supplier<PartitionLoop> loop = () -> loop(region, evaluator, tally);
    consumers.put(region, new PositionConsumer(region, broker, loop, stop));
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

  private PartitionLoop loop(String region, Evaluator evaluator, Tally.Running tally) {
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
    return !stop.isRaised() && consumers.values().stream().allMatch(PositionConsumer::isConsuming);
  }

  /// What became of the positions of all its regions so far.
  public Tally tally() {
    return tallies.values().stream()
        .map(Tally.Running::sum)
        .reduce(Tally::plus)
        .orElseThrow(() -> new IllegalStateException("no region"));
  }

  /// How it is doing with each of its regions, by the region's id.
  public Map<String, RegionFigures> figures() {
    Map<String, RegionFigures> figures = new LinkedHashMap<>();
    consumers.forEach((region, consumer) -> {
      Tally tally = Objects.requireNonNull(tallies.get(region)).sum();
      figures.put(
          region, new RegionFigures(tally, consumer.consumed(), consumer.givenWithin(HELD)));
    });
    return figures;
  }

  /// How many fences it judges by.
  public int fences() {
    return with.fences().index().size();
  }

  /// All of this, for people and programs: `fences`, and `regions` by id.
  public ObjectNode stats() {
    ObjectNode stats = Json.object().put("fences", fences());
    ObjectNode regions = stats.putObject("regions");
    figures().forEach((region, figures) -> regions.set(region, figures.json()));
    return stats;
  }

  /// Takes no more positions, evaluates those it has, and hands back the rest; while the store is
  /// down that is all. Idempotent.
  ///
  /// @param wait how long it evaluates on; 8 s at most, as others believe after 10 s that what this
  ///   worker had is settled
  /// @return whether none had to be handed back
  public boolean drain(Duration wait) {
    stop.hurry();
    consumers.values().forEach(PositionConsumer::stopTaking);
    long end = System.nanoTime() + evaluatingOn(wait).toNanos();
    while (!isIdle() && !stop.isRaised() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    boolean finished = isIdle() && !stop.hasGivenUp();
    stop.raise();
    leave();
    return finished;
  }

  static Duration evaluatingOn(Duration wait) {
    return wait.compareTo(MOST_DRAIN) < 0 ? wait : MOST_DRAIN;
  }

  /// Whether all that was taken is settled.
  public boolean isIdle() {
    return consumers.values().stream().allMatch(PositionConsumer::isIdle);
  }

  private void leave() {
    try {
      for (AutoCloseable each : listening) {
        each.close();
      }
      for (PositionConsumer consumer : consumers.values()) {
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
