package dev.meridian.cache;

import java.time.Duration;
import java.util.Optional;

/// A small cache that all nodes share. Entries may vanish at any time. Values of up to
/// [#MAX_BYTES]. Thread-safe; blocks. Throws [dev.meridian.result.StoreException] if it cannot be
/// reached. Run the contract suite `SharedCacheContract` against every implementation.
public interface SharedCache {
  /// The largest value kept; [#put] of a larger one does nothing.
  int MAX_BYTES = 8 << 20;

  /// The value of a key.
  Optional<byte[]> get(String key);

  /// Sets a value for a while.
  void put(String key, byte[] value, Duration ttl);

  /// Sets a value if the key has none.
  ///
  /// @return the value that was there before; empty if this call set it
  Optional<byte[]> putIfAbsent(String key, byte[] value, Duration ttl);

  /// Removes a key.
  void remove(String key);
}
