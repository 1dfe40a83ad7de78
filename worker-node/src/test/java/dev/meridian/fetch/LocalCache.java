package dev.meridian.fetch;

import dev.meridian.cache.SharedCache;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A cache that forgets nothing.
final class LocalCache implements SharedCache {
  final Map<String, byte[]> values = new ConcurrentHashMap<>();

  @Override
  public Optional<byte[]> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public void put(String key, byte[] value, Duration ttl) {
    values.put(key, value);
  }

  @Override
  public Optional<byte[]> putIfAbsent(String key, byte[] value, Duration ttl) {
    return Optional.ofNullable(values.putIfAbsent(key, value));
  }

  @Override
  public void remove(String key) {
    values.remove(key);
  }
}
