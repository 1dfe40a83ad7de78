package dev.meridian.client;

import dev.meridian.MeridianException;
import dev.meridian.broker.BrokerState;
import dev.meridian.broker.Brokers;
import dev.meridian.outbox.Outbox;
import dev.meridian.outbox.Outbox.Waiting;
import dev.meridian.outbox.OutboxEntry;
import dev.meridian.result.ResultStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes what waits in an outbox once the broker of its region takes it, in order, and then
/// removes it: after a crash in between it is published again, with the same task id, so that its
/// first result counts (I3). Of all who share an outbox, one at a time publishes for a region. What
/// is over, by its deadline or because it was cancelled, is removed without being published.
/// Thread-safe.
public final class OutboxDrainer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxDrainer.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LAST_BATCHES = Duration.ofSeconds(5);
  private static final String ALL_REGIONS = "all regions";

  private final Outbox outbox;
  private final HeldTasks held;
  private final Collaborators with;
  private final String name;
  private final Map<String, Thread> underWay = new ConcurrentHashMap<>();
  private final Set<String> inTrouble = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("outbox").unstarted(this::run);

  /// What a drainer works with. It closes none of it.
  ///
  /// @param brokers of the regions; asked for one that nobody knows any more, it throws
  ///   [MeridianException]
  /// @param results tells what is over
  /// @param clock for deadlines and leases
  public record Collaborators(Brokers brokers, ResultStore results, InstantSource clock) {}

  /// A drainer that does nothing before [#start].
  ///
  /// @param held is told what still waits
  /// @param name that no other drainer of this outbox has
  public OutboxDrainer(Outbox outbox, HeldTasks held, Collaborators with, String name) {
    this.outbox = outbox;
    this.held = held;
    this.with = with;
    this.name = name;
  }

  /// Looks now and each second from now on.
  public OutboxDrainer start() {
    thread.start();
    return this;
  }

  // Its threads are never interrupted: that would close the file of an embedded database.
  private void run() {
    try {
      do {
        look();
      } while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Begins to publish wherever something waits and can be published now.
  void look() {
    try {
      for (Waiting waiting : held.look(this::isUp)) {
        if (isUp(waiting.region()) && closed.getCount() > 0) {
          underWay.computeIfAbsent(waiting.region(), this::begin);
        }
      }
      inTrouble.remove(ALL_REGIONS);
    } catch (RuntimeException e) {
      complain(ALL_REGIONS, e);
    }
  }

  private boolean isUp(String region) {
    try {
      return with.brokers().of(region).state() == BrokerState.UP;
    } catch (MeridianException e) {
      return false;
    }
  }

  private Thread begin(String region) {
    return Thread.ofVirtual().name("outbox-" + region).start(() -> drain(region));
  }

  private void drain(String region) {
    try {
      new RegionDrain(region, name, outbox, held, with).run(() -> closed.getCount() == 0);
      inTrouble.remove(region);
    } catch (RuntimeException e) {
      complain(region, e);
    } finally {
      underWay.remove(region);
    }
  }

  /// Removes what nobody waits for any more, whatever its region, and looks. To be called now and
  /// then by one of all gateways.
  public void sweep() {
    try {
      List<OutboxEntry> late = List.of();
      do {
        RegionDrain.giveUp(late, with);
        outbox.remove(late);
        late = RegionDrain.late(outbox, with.clock());
      } while (!late.isEmpty() && closed.getCount() > 0);
    } catch (RuntimeException e) {
      complain(ALL_REGIONS, e);
    }
    look();
  }

  /// Once for as long as it lasts.
  private void complain(String region, RuntimeException e) {
    if (!inTrouble.add(region)) {
      return;
    }
    if (e instanceof MeridianException) {
      LOG.warn("outbox: {} not drained for now: {}", region, e.getMessage());
    } else {
      LOG.error("outbox: {} not drained for now", region, e);
    }
  }

  /// Ends once the batches in hand are dealt with, at most 5 s later. What waits stays. Idempotent.
  @Override
  public void close() {
    closed.countDown();
    long end = System.nanoTime() + LAST_BATCHES.toNanos();
    List<Thread> threads = new ArrayList<>(underWay.values());
    threads.add(thread);
    try {
      for (Thread each : threads) {
        if (each.getState() != Thread.State.NEW) {
          boolean _ = each.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
