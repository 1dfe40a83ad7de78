package dev.meridian.memory;

import dev.meridian.cache.SharedCache;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The embedded cache. When it is full, the oldest values go first. Thread-safe.
public final class MemorySharedCache implements SharedCache {
  // Roughly what an entry costs besides its value, so that many small ones are bounded too.
  private static final int ENTRY_BYTES = 200;

  private final InstantSource clock;
  private final ExpiringMap<String, byte[]> values;

  /// An empty cache.
  ///
  /// @param maxBytes of all entries together
  public MemorySharedCache(InstantSource clock, long maxBytes) {
    this.clock = clock;
    this.values = new ExpiringMap<>(clock, maxBytes, value -> value.length + ENTRY_BYTES);
  }

  @Override
  public synchronized Optional<byte[]> get(String key) {
    return copy(values.get(key));
  }

  @Override
  public synchronized void put(String key, byte[] value, Duration ttl) {
    if (value.length <= MAX_BYTES) {
      values.put(key, value.clone(), clock.instant().plus(ttl));
    }
  }

  @Override
  public synchronized Optional<byte[]> putIfAbsent(String key, byte[] value, Duration ttl) {
    Optional<byte[]> before = get(key);
    if (before.isEmpty()) {
      put(key, value, ttl);
    }
    return before;
  }

  @Override
  public synchronized void remove(String key) {
    values.remove(key);
  }

  private static Optional<byte[]> copy(byte @Nullable [] value) {
    return value == null ? Optional.empty() : Optional.of(value.clone());
  }
}
