package dev.meridian.memory;

import dev.meridian.result.Claims;
import dev.meridian.result.StoreException;
import dev.meridian.result.StoreException.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The embedded claims. When there are too many, further names are refused. Thread-safe.
final class MemoryClaims implements Claims {
  private final InstantSource clock;
  private final ExpiringMap<String, String> holders;

  /// No claims yet, and at most `maxEntries` at a time.
  MemoryClaims(InstantSource clock, int maxEntries) {
    this.clock = clock;
    this.holders = ExpiringMap.ofEntries(clock, maxEntries);
  }

  @Override
  public synchronized Optional<String> holder(String name) {
    return Optional.ofNullable(holders.get(name));
  }

  @Override
  public synchronized boolean claim(String name, @Nullable String seen, String next, Duration ttl) {
    String holder = holders.get(name);
    if (!Objects.equals(holder, seen)) {
      return false;
    }
    if (holder == null && !holders.hasRoomFor(next)) {
      throw new StoreException(Kind.REFUSED, "too many names are claimed", null);
    }
    holders.put(name, next, clock.instant().plus(ttl));
    return true;
  }

  @Override
  public synchronized void release(String name, String holder) {
    if (holder.equals(holders.get(name))) {
      holders.remove(name);
    }
  }
}
