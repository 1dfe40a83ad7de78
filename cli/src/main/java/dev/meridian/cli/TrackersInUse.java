package dev.meridian.cli;

import dev.meridian.fence.LiveFences;
import dev.meridian.geo.Gazetteer;
import dev.meridian.tracking.RegionFigures;
import dev.meridian.tracking.TrackingConfig;
import dev.meridian.tracking.TrackingNode;
import dev.meridian.wire.Seal;
import dev.meridian.worker.WorkerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// What evaluates positions beside the workers of this process: one set of fences and of places for
/// all of them, which are loaded when the first one starts. For one thread, but for [#drain()].
final class TrackersInUse implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(TrackersInUse.class);

  private final Shell shell;
  private final RegionsInUse regions;
  private final Wiring wiring;
  private final Seal seal;
  private final NodeMetrics metrics;
  private final List<Tracker> trackers = new CopyOnWriteArrayList<>();
  private boolean off;
  private @Nullable LiveFences fences;
  private Gazetteer places = Gazetteer.EMPTY;

  private record Tracker(String worker, TrackingNode node, Duration drainWait) {}

  /// @param seal that positions arrive in
  /// @param metrics show what they count
  TrackersInUse(
      Shell shell, RegionsInUse regions, Wiring wiring, Seal seal, NodeMetrics metrics) {
    this.shell = shell;
    this.regions = regions;
    this.wiring = wiring;
    this.seal = seal;
    this.metrics = metrics;
  }

  /// Starts none from now on.
  void turnOff() {
    off = true;
  }

  /// Reads the places that crossings are told near of, before a worker begins, unless nothing is
  /// evaluated here.
  ///
  /// @throws dev.meridian.config.ConfigurationException with what is wrong with them
  void requirePlaces() {
    if (!off && places == Gazetteer.EMPTY) {
      long begun = System.nanoTime();
      Gazetteer read = regions.readPlaces();
      places = read;
      if (read.size() > 0) {
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        LOG.info("{} places read in {} ms", read.size(), millis);
      }
    }
  }

  /// Starts to evaluate the positions of a worker's regions.
  ///
  /// @throws CommandException if the fences are not loaded in time
  void start(WorkerConfig worker) {
    if (!off) {
      var with =
          new TrackingNode.Collaborators(
              wiring, wiring.store().tracking(), loaded(), seal, shell.clock(), shell.random());
      TrackingConfig config =
          TrackingConfig.of(worker.name(), worker.regions()).with(regions::classes, places);
      TrackingNode node = TrackingNode.start(config, with);
      if (trackers.isEmpty()) {
        metrics.tracking(this::figures, node::fences);
      }
      trackers.add(new Tracker(worker.name(), node, worker.bounds().drainWait()));
    }
  }

  private Map<String, RegionFigures> figures() {
    Map<String, RegionFigures> sums = new TreeMap<>();
    trackers.forEach(each ->
        each.node()
            .figures()
            .forEach((region, figures) -> sums.merge(region, figures, RegionFigures::plus)));
    return sums;
  }

  /// What a worker says of the positions it evaluates; null if it does not.
  @Nullable ObjectNode stats(String worker) {
    for (Tracker tracker : trackers) {
      if (tracker.worker().equals(worker)) {
        return tracker.node().stats();
      }
    }
    return null;
  }

  private LiveFences loaded() {
    LiveFences live = fences;
    if (live == null) {
      live = LiveFences.start(wiring.store().tracking().fences(), shell.clock(), shell.random());
      fences = live;
    }
    try {
      if (live.awaitLoaded(PATIENCE)) {
        return live;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw CommandException.late("the fences are not loaded after " + Values.time(PATIENCE));
  }

  /// Takes no more positions and finishes what is under way.
  ///
  /// @return whether all of it was finished; the rest was handed back
  boolean drain() {
    AtomicBoolean finished = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Tracker> all = new ArrayList<>(trackers);
      all.forEach(each ->
          threads.execute(() -> finished.compareAndSet(true, each.node().drain(each.drainWait()))));
    }
    return finished.get();
  }

  @Override
  public void close() {
    trackers.forEach(each -> each.node().close());
    LiveFences live = fences;
    if (live != null) {
      live.close();
    }
  }
}
