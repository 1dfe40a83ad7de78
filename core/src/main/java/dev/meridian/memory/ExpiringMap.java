package dev.meridian.memory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A bounded map whose entries expire. When it is full, the entries that were put first go first.
/// What has expired is dropped by the next call of any kind. Not thread-safe.
final class ExpiringMap<K, V> {
  private final InstantSource clock;
  private final long maxWeight;
  private final ToLongFunction<V> weigher;
  private final Map<K, Slot<K, V>> slots = new LinkedHashMap<>();
  private final TreeSet<Slot<K, V>> byExpiry =
      new TreeSet<>(Comparator.comparing(Slot<K, V>::expires).thenComparingLong(Slot::number));
  private long weight;
  private long number;

  private record Slot<K, V>(K key, V value, Instant expires, long number, long weight) {}

  /// A map of entries that weigh at most `maxWeight` together.
  ExpiringMap(InstantSource clock, long maxWeight, ToLongFunction<V> weigher) {
    this.clock = clock;
    this.maxWeight = maxWeight;
    this.weigher = weigher;
  }

  /// A map of at most `maxEntries` entries.
  static <K, V> ExpiringMap<K, V> ofEntries(InstantSource clock, int maxEntries) {
    return new ExpiringMap<>(clock, maxEntries, value -> 1);
  }

  /// The value of a key, null if there is none.
  @Nullable V get(K key) {
    dropExpired();
    Slot<K, V> slot = slots.get(key);
    return slot == null ? null : slot.value();
  }

  /// Whether a value fits without another having to go.
  boolean hasRoomFor(V value) {
    dropExpired();
    return weight + weigher.applyAsLong(value) <= maxWeight;
  }

  /// When the value of a key expires, null if there is none.
  @Nullable Instant expiry(K key) {
    dropExpired();
    Slot<K, V> slot = slots.get(key);
    return slot == null ? null : slot.expires();
  }

  /// Sets the value of a key, which is the newest entry then.
  void put(K key, V value, Instant expires) {
    remove(key);
    var slot = new Slot<>(key, value, expires, number++, weigher.applyAsLong(value));
    slots.put(key, slot);
    byExpiry.add(slot);
    weight += slot.weight();
    while (weight > maxWeight) {
      drop(slots.values().iterator().next());
    }
  }

  /// Removes a key.
  void remove(K key) {
    dropExpired();
    Slot<K, V> slot = slots.get(key);
    if (slot != null) {
      drop(slot);
    }
  }

  /// A copy of the values, oldest first.
  List<V> values() {
    dropExpired();
    return slots.values().stream().map(Slot::value).toList();
  }

  /// How many entries there are.
  int size() {
    dropExpired();
    return slots.size();
  }

  private void dropExpired() {
    Instant now = clock.instant();
    while (!byExpiry.isEmpty() && !byExpiry.first().expires().isAfter(now)) {
      drop(byExpiry.first());
    }
  }

  private void drop(Slot<K, V> slot) {
    slots.remove(slot.key());
    byExpiry.remove(slot);
    weight -= slot.weight();
  }
}
