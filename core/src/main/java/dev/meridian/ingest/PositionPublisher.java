package dev.meridian.ingest;

import dev.meridian.broker.Brokers;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.ingest.RegionShare.Refusal;
import dev.meridian.track.Position;
import dev.meridian.wire.Seal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Brings positions to the regions that answer for where they are: the one with the smallest area
/// round it, else the nearest. In each region, all positions of an object go through one queue.
/// Never sends one elsewhere: an object whose region is down waits at its sender. Thread-safe;
/// blocks.
public final class PositionPublisher {
  private final Supplier<RegionMap> map;
  private final Brokers brokers;
  private final Seal seal;
  private final PositionIntake.Bounds bounds;
  private final Map<String, PositionQueues> queues = new ConcurrentHashMap<>();
  private final PositionCounts counts = new PositionCounts();

  /// A publisher.
  ///
  /// @param map the regions; asked each time, so that it may change
  /// @param brokers of the regions
  /// @param seal of the messages
  /// @param bounds of each request
  public PositionPublisher(
      Supplier<RegionMap> map, Brokers brokers, Seal seal, PositionIntake.Bounds bounds) {
    this.map = map;
    this.brokers = brokers;
    this.seal = seal;
    this.bounds = bounds;
  }

  /// What takes the positions of a request that comes now.
  public PositionIntake intake(PositionCounts.Way way, Instant now) {
    return new PositionIntake(this, way, bounds, now);
  }

  /// What became of the positions so far.
  public PositionCounts counts() {
    return counts;
  }

  /// What is bounded.
  PositionIntake.Bounds bounds() {
    return bounds;
  }

  /// The region that answers for where a position is, now.
  String region(Position position) {
    return map.get().answering(position.at()).id();
  }

  /// Publishes positions and waits until the brokers have confirmed them. Those of an object stay
  /// in their order.
  ///
  /// @param positions up to [dev.meridian.track.PositionMessage#MOST]
  /// @return by index, why a position was not, or not surely, taken; it may be sent again, as one
  ///   that was taken twice counts once
  public Map<Integer, String> publish(List<Position> positions) {
    Map<Integer, String> reasons = new TreeMap<>();
    attempt(positions).forEach((index, refusal) -> reasons.put(index, refusal.reason()));
    return reasons;
  }

  /// The same, with what may be said of each refusal besides; in the order of the positions.
  Map<Integer, Refusal> attempt(List<Position> positions) {
    RegionMap now = map.get();
    Map<String, RegionShare> shares = new HashMap<>();
    for (int i = 0; i < positions.size(); i++) {
      Region region = now.answering(positions.get(i).at());
      shares.computeIfAbsent(region.id(), _ -> share(region)).add(i, positions.get(i));
    }
    publish(shares);
    Map<Integer, Refusal> refused = new TreeMap<>();
    shares.forEach((region, share) -> {
      int failed = share.refused().size();
      counts.published(region, share.size() - failed, failed);
      refused.putAll(share.refused());
    });
    return refused;
  }

  private RegionShare share(Region region) {
    return new RegionShare(
        region, queues.computeIfAbsent(region.id(), _ -> new PositionQueues()), brokers, seal);
  }

  /// All regions at a time, so that a slow one holds up nobody else's share.
  private static void publish(Map<String, RegionShare> shares) {
    if (shares.size() == 1) {
      shares.values().forEach(RegionShare::publish);
      return;
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      shares.values().forEach(share -> threads.execute(share::publish));
    }
  }
}
