package dev.meridian.client;

import dev.meridian.MeridianException;
import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerState;
import dev.meridian.broker.Brokers;
import dev.meridian.broker.QueueDepth;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.route.RegionHealth;
import dev.meridian.route.RegionHealthSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// What is known of every region's health: whether its broker is up, asked live, and who consumes
/// and how much waits, as of the last [#refresh()]. Thread-safe.
public final class HealthBoard implements RegionHealthSource {
  private final Supplier<RegionMap> map;
  private final Brokers brokers;
  private final Map<String, QueueDepth> seen = new ConcurrentHashMap<>();

  /// A board that knows nothing yet.
  public HealthBoard(Supplier<RegionMap> map, Brokers brokers) {
    this.map = map;
    this.brokers = brokers;
  }

  @Override
  public RegionHealth health(Region region) {
    QueueDepth depth = seen.getOrDefault(region.id(), new QueueDepth(0, 0));
    boolean up = brokers.of(region.id()).state() == BrokerState.UP;
    return new RegionHealth(up, depth.consumers(), depth.ready());
  }

  /// Asks the broker of each region how its queues stand. A broker that does not answer keeps its
  /// last figures; that it is down shows by itself.
  public void refresh() {
    for (Region region : map.get().regions()) {
      Broker broker = brokers.of(region.id());
      if (broker.state() != BrokerState.DOWN) {
        refresh(region, broker);
      }
    }
  }

  private void refresh(Region region, Broker broker) {
    try {
      long ready = 0;
      int consumers = 0;
      for (Priority priority : Priority.values()) {
        QueueName queue = QueueName.of(region.id(), priority);
        broker.declare(queue);
        QueueDepth depth = broker.depth(queue);
        ready += depth.ready();
        consumers = Math.max(consumers, depth.consumers());
      }
      seen.put(region.id(), new QueueDepth(ready, consumers));
    } catch (MeridianException e) {
      // Down or just going down: the broker's state tells, and the next refresh asks again.
    }
  }
}
