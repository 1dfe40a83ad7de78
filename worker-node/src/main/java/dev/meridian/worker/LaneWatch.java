package dev.meridian.worker;

import dev.meridian.MeridianException;
import dev.meridian.lane.Lanes;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the consumers of a worker take the lanes that come into use: soon after it is told of one,
/// and whenever it looks. Thread-safe.
final class LaneWatch {
  private static final Logger LOG = LoggerFactory.getLogger(LaneWatch.class);

  private final Lanes lanes;
  private final List<RegionConsumer> consumers;
  private volatile AutoCloseable hearing = LaneWatch::nothing;

  /// @param consumers of the regions; not changed any more once it is started
  LaneWatch(Lanes lanes, List<RegionConsumer> consumers) {
    this.lanes = lanes;
    this.consumers = consumers;
  }

  /// Listens, then looks (I6).
  void start() {
    hearing = lanes.onNewLane(() -> Thread.ofVirtual().name("lanes").start(this::look));
    look();
  }

  /// Takes the lanes in use, and says which ones it takes. If a store or a broker does not answer,
  /// the next look does the rest.
  synchronized void look() {
    for (RegionConsumer consumer : consumers) {
      try {
        consumer.addLanes(lanes.inUse(consumer.region(), consumer.lanes()));
      } catch (MeridianException e) {
        LOG.debug("lanes of {} not looked at: {}", consumer.region(), e.getMessage());
      }
    }
  }

  /// Listens no more. Throws nothing: the store may have gone before.
  void close() {
    try {
      hearing.close();
    } catch (Exception e) {
      LOG.debug("left without unsubscribing: {}", e.getMessage());
    }
  }

  private static void nothing() {}
}
