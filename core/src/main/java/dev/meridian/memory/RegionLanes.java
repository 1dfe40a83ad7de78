package dev.meridian.memory;

import dev.meridian.lane.Lanes;
import dev.meridian.lane.Lanes.Load;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// The lanes of one region. Not thread-safe.
final class RegionLanes {
  /// How long what was assigned counts, as it may not be among what was seen to wait.
  private static final Duration RECENT = Duration.ofSeconds(3);

  private static final int MOST_BATCHES = 10_000;

  private final ExpiringMap<String, Integer> keys;
  private final ExpiringMap<Long, Batch> recent;
  private final Map<Integer, Instant> used = new HashMap<>();
  private long batches;

  /// Tasks that were assigned.
  private record Batch(int lane, int tasks) {}

  RegionLanes(InstantSource clock) {
    this.keys = ExpiringMap.ofEntries(clock, Lanes.MOST_KEYS);
    this.recent = ExpiringMap.ofEntries(clock, MOST_BATCHES);
  }

  int assign(Load load, List<Long> waiting, Instant now) {
    Integer known = keys.get(load.key());
    int lane = known != null && known < waiting.size() ? known : emptiest(waiting);
    keys.put(load.key(), lane, now.plus(Lanes.STICKY));
    recent.put(batches++, new Batch(lane, load.tasks()), now.plus(RECENT));
    return lane;
  }

  private int emptiest(List<Long> waiting) {
    long[] load = waiting.stream().mapToLong(Long::longValue).toArray();
    long[] live = new long[load.length];
    recent.values().stream()
        .filter(batch -> batch.lane() < load.length)
        .forEach(batch -> load[batch.lane()] += batch.tasks());
    keys.values().stream().filter(lane -> lane < live.length).forEach(lane -> live[lane]++);
    return IntStream.range(0, load.length)
        .boxed()
        .min(Comparator.<Integer>comparingLong(i -> load[i]).thenComparingLong(i -> live[i]))
        .orElse(0);
  }

  /// @return whether it was not in use before
  boolean use(int lane, Instant now) {
    Instant last = used.put(lane, now);
    return last == null || isOver(last, now);
  }

  Set<Integer> inUse(Instant now) {
    used.values().removeIf(last -> isOver(last, now));
    return used.keySet();
  }

  private static boolean isOver(Instant last, Instant now) {
    return last.plus(Lanes.IN_USE).isBefore(now);
  }
}
