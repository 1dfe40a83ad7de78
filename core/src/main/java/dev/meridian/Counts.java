package dev.meridian;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/// How often something happened, for each of a few keys. Cheap to add to from many threads.
/// Thread-safe; what is read while it grows is no older than the call.
///
/// @param <K> the keys, of which there must be few: they are kept for good
public final class Counts<K> {
  private final ConcurrentMap<K, LongAdder> adders = new ConcurrentHashMap<>();

  /// Adds to the count of a key; a negative number takes away.
  public void add(K key, long more) {
    LongAdder adder = adders.get(key);
    (adder == null ? adders.computeIfAbsent(key, _ -> new LongAdder()) : adder).add(more);
  }

  /// The count of a key, 0 if there is none.
  public long of(K key) {
    LongAdder adder = adders.get(key);
    return adder == null ? 0 : adder.sum();
  }

  /// All counts by their keys; those nobody added to are missing.
  public Map<K, Long> all() {
    Map<K, Long> all = new HashMap<>();
    adders.forEach((key, adder) -> all.put(key, adder.sum()));
    return Map.copyOf(all);
  }
}
