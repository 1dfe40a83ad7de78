package dev.meridian.memory;

import dev.meridian.lane.Lanes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/// The embedded lanes. Thread-safe.
public final class MemoryLanes implements Lanes {
  private final InstantSource clock;
  private final Map<String, RegionLanes> regions = new HashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /// Lanes that nobody uses yet.
  public MemoryLanes(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public int assign(Load load, List<Long> waiting) {
    Instant now = clock.instant();
    int lane;
    boolean isNew;
    synchronized (this) {
      RegionLanes region = region(load.region());
      lane = region.assign(load, waiting, now);
      isNew = region.use(lane, now);
    }
    if (isNew) {
      listeners.forEach(Runnable::run);
    }
    return lane;
  }

  @Override
  public synchronized Set<Integer> inUse(String region, Set<Integer> also) {
    Instant now = clock.instant();
    RegionLanes lanes = region(region);
    also.forEach(lane -> {
      boolean _ = lanes.use(lane, now);
    });
    return new TreeSet<>(lanes.inUse(now));
  }

  @Override
  public AutoCloseable onNewLane(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private RegionLanes region(String id) {
    return regions.computeIfAbsent(id, _ -> new RegionLanes(clock));
  }
}
