package dev.meridian.action;

import dev.meridian.broker.Brokers;
import dev.meridian.client.Catalogue;
import dev.meridian.client.TaskClient;
import dev.meridian.track.CrossingLog.Entry;
import dev.meridian.track.CrossingLog.Sharing;
import dev.meridian.track.CrossingLog.Taken;
import dev.meridian.track.Tracking;
import dev.meridian.webhook.WebhookEndpoints;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts what fences say their crossings start, for all regions. Several gateways share the work;
/// each crossing is taken by one of them, and again by any if its actions are not all accepted in
/// time. So each action runs at least once: tasks and webhooks have the same ids each time, so that
/// they run once unless something fails in between, and messages have the id of their crossing.
///
/// An action that cannot be done as it is, because of a task type nobody offers or an address that
/// may not be called, is logged once for each version of its fence, counted, and let be. So is one
/// that was not accepted for [#PATIENCE]. Crossings that the log gave up before that are counted,
/// and logged. Thread-safe.
public final class CrossingActions implements AutoCloseable {
  /// The name under which gateways share the crossings.
  public static final String SHARERS = "actions";

  /// How long an action is tried that nobody accepts, counted from its crossing in the log.
  public static final Duration PATIENCE = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(CrossingActions.class);
  private static final int AT_ONCE = 64;
  private static final Duration WAIT = Duration.ofMillis(500);
  private static final Duration ROUND = Duration.ofMillis(250);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
  private static final Duration LAST_BATCH = Duration.ofSeconds(5);

  private final Collaborators with;
  private final Sharing sharing;
  private final FenceActions fences;
  private final ActionLog log;
  private final Map<String, RegionActions> regions = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("actions").unstarted(this::run);

  /// What the actions work with. They close none of it.
  ///
  /// @param tracking the fences and the crossings
  /// @param client that takes tasks
  /// @param catalogue the task types on offer; asked for each action
  /// @param webhooks where they may be sent; asked for each action
  /// @param brokers for messages to back ends
  /// @param regions their ids; asked each time
  /// @param clock by which an action is given up
  public record Collaborators(
      Tracking tracking,
      TaskClient client,
      Supplier<Catalogue> catalogue,
      Supplier<WebhookEndpoints> webhooks,
      Brokers brokers,
      Supplier<? extends Collection<String>> regions,
      InstantSource clock) {}

  /// Actions that nobody starts before [#start].
  ///
  /// @param name that no other gateway has
  /// @param again after how long an action that was not accepted is tried again; longer than it may
  ///   take
  public CrossingActions(Collaborators with, String name, Duration again) {
    this.with = with;
    this.sharing = new Sharing(SHARERS, name, again);
    this.fences = new FenceActions(with.tracking().fences());
    this.log = new ActionLog(with.clock());
  }

  /// Starts what the crossings from now on start, and those that wait for it.
  public CrossingActions start() {
    thread.start();
    return this;
  }

  /// How many actions ended how since the start.
  public ActionCounts counts() {
    return log.counts();
  }

  private void run() {
    Duration pause = SHORTEST_PAUSE;
    while (closed.getCount() > 0) {
      try {
        round(WAIT, ROUND);
        pause = SHORTEST_PAUSE;
      } catch (RuntimeException e) {
        log.trouble(e);
        pauseFor(pause);
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      }
    }
  }

  private void pauseFor(Duration pause) {
    try {
      boolean _ = closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes some crossings and starts what they start. A region that is not through with those it
  /// was given gets no more of them, so that it holds up no other.
  ///
  /// @param wait for crossings at most
  /// @param patience how long to wait for the regions that were given some
  void round(Duration wait, Duration patience) {
    List<String> free = with.regions().get().stream().filter(id -> !of(id).isBusy()).toList();
    Taken taken = with.tracking().crossings().take(sharing, free, AT_ONCE, wait);
    taken.missed().forEach(log::missed);
    Map<String, List<Entry>> entries = new LinkedHashMap<>();
    for (Entry entry : taken.entries()) {
      entries.computeIfAbsent(entry.crossing().region(), _ -> new ArrayList<>()).add(entry);
    }
    List<Future<?>> dealing = new ArrayList<>();
    entries.forEach((region, some) -> dealing.add(of(region).deal(some)));
    awaitAll(dealing, patience);
  }

  private RegionActions of(String region) {
    return regions.computeIfAbsent(region, _ -> new RegionActions(region, with, fences, log));
  }

  private static void awaitAll(List<Future<?>> dealing, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    try {
      for (Future<?> one : dealing) {
        var _ = one.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (TimeoutException _) {
      // It goes on by itself.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("no region throws", e);
    }
  }

  /// Ends once the crossings in hand are dealt with, at most 5 s later by region. Idempotent.
  @Override
  public void close() {
    closed.countDown();
    try {
      if (thread.getState() != Thread.State.NEW) {
        boolean _ = thread.join(LAST_BATCH);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    regions.values().forEach(region -> region.close(LAST_BATCH));
    LOG.debug("actions: {}", counts());
  }
}
