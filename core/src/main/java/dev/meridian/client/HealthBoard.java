package dev.meridian.client;

import dev.meridian.MeridianException;
import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerState;
import dev.meridian.broker.Brokers;
import dev.meridian.broker.QueueDepth;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.result.StoreException;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.route.RegionHealth;
import dev.meridian.route.RegionHealthSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is known of every region's health: whether its broker is up, asked live, and who consumes
/// and how much waits, as of the last [#refresh()]. Thread-safe.
public final class HealthBoard implements RegionHealthSource {
  private static final Logger LOG = LoggerFactory.getLogger(HealthBoard.class);
  private static final long GLANCE_NANOS = 10_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Supplier<RegionMap> map;
  private final Brokers brokers;
  private final Map<String, QueueDepth> seen = new ConcurrentHashMap<>();
  private final Map<String, Map<Integer, Long>> lanesSeen = new ConcurrentHashMap<>();
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Function<String, Set<Integer>> lanesOf;

  /// A board that knows nothing yet, of regions without lanes.
  public HealthBoard(Supplier<RegionMap> map, Brokers brokers) {
    this(map, brokers, _ -> Set.of());
  }

  /// A board that knows nothing yet.
  ///
  /// @param lanesOf the lanes in use of a region
  public HealthBoard(
      Supplier<RegionMap> map, Brokers brokers, Function<String, Set<Integer>> lanesOf) {
    this.map = map;
    this.brokers = brokers;
    this.lanesOf = lanesOf;
  }

  /// How many tasks wait in each lane of a region, as last seen.
  List<Long> waitingInLanes(Region region) {
    Map<Integer, Long> waiting = lanesSeen.getOrDefault(region.id(), Map.of());
    return IntStream.range(0, region.lanes())
        .mapToObj(lane -> waiting.getOrDefault(lane, 0L))
        .toList();
  }

  @Override
  public RegionHealth health(Region region) {
    QueueDepth depth = seen.getOrDefault(region.id(), new QueueDepth(0, 0));
    return new RegionHealth(isUp(region), depth.consumers(), depth.ready());
  }

  private boolean isUp(Region region) {
    try {
      return brokers.of(region.id()).state() == BrokerState.UP;
    } catch (MeridianException e) {
      LOG.warn("region {}: no broker: {}", region.id(), e.getMessage());
      return false;
    }
  }

  /// Asks the broker of each region how its queues stand, all at a time, and waits 2 s for the
  /// answers, the first time also for connections; an answer that comes later counts, too. A region
  /// whose broker does not answer keeps its last figures, and is not asked again meanwhile.
  public void refresh() {
    List<Thread> asking = new ArrayList<>();
    for (Region region : map.get().regions()) {
      if (underWay.add(region.id())) {
        asking.add(Thread.ofVirtual().name("health-" + region.id()).start(() -> ask(region)));
      }
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (Thread thread : asking) {
        boolean done = thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        LOG.trace("{} {}", thread.getName(), done);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(Region region) {
    try {
      Broker broker = brokers.of(region.id());
      if (asked.add(region.id())) {
        awaitConnection(broker);
      }
      if (broker.state() != BrokerState.DOWN) {
        seen.put(region.id(), depth(region, broker));
      }
    } catch (MeridianException e) {
      LOG.debug("region {}: {}", region.id(), e.getMessage());
    } finally {
      underWay.remove(region.id());
    }
  }

  /// The first look comes while connections are still being made, and the next one is seconds away:
  /// until a region's queues are declared, its tasks would go elsewhere.
  private static void awaitConnection(Broker broker) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (broker.state() == BrokerState.DOWN && System.nanoTime() < end) {
      LockSupport.parkNanos(GLANCE_NANOS);
    }
  }

  private QueueDepth depth(Region region, Broker broker) {
    long ready = 0;
    int consumers = 0;
    for (Priority priority : Priority.values()) {
      QueueName queue = QueueName.of(region.id(), priority);
      broker.declare(queue);
      QueueDepth depth = broker.depth(queue);
      ready += depth.ready();
      consumers = Math.max(consumers, depth.consumers());
    }
    return new QueueDepth(ready + inLanes(region, broker), consumers);
  }

  /// How many wait in the region's lanes, of which the store knows which are in use; without it,
  /// those that were.
  private long inLanes(Region region, Broker broker) {
    Map<Integer, Long> seenBefore = lanesSeen.getOrDefault(region.id(), Map.of());
    Set<Integer> lanes = seenBefore.keySet();
    try {
      lanes = lanesOf.apply(region.id());
    } catch (StoreException e) {
      LOG.debug("region {}: lanes as before: {}", region.id(), e.getMessage());
    }
    Map<Integer, Long> waiting = new HashMap<>();
    for (int lane : lanes) {
      QueueName queue = QueueName.lane(region.id(), lane);
      broker.declare(queue);
      waiting.put(lane, broker.depth(queue).ready());
    }
    lanesSeen.put(region.id(), waiting);
    return waiting.values().stream().mapToLong(Long::longValue).sum();
  }
}
