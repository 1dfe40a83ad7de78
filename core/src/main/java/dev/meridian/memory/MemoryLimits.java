package dev.meridian.memory;

import dev.meridian.limit.Limits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The embedded limits. Thread-safe.
public final class MemoryLimits implements Limits {
  private final InstantSource clock;
  private final ExpiringMap<String, KeyLimit> keys;

  /// Limits of nothing yet.
  ///
  /// @param maxKeys how many keys are kept; further ones displace the oldest
  public MemoryLimits(InstantSource clock, int maxKeys) {
    this.clock = clock;
    this.keys = ExpiringMap.ofEntries(clock, maxKeys);
  }

  @Override
  public synchronized Acquisition tryAcquire(String key, Limit limit) {
    KeyLimit state = state(key);
    Instant now = clock.instant();
    Duration wait = state.untilNext(limit, now);
    if (wait.isPositive()) {
      return new Acquisition(Optional.empty(), wait);
    }
    long number = state.take(limit, now);
    keys.put(key, state, state.end());
    return new Acquisition(Optional.of(() -> giveBack(state, number)), Duration.ZERO);
  }

  @Override
  public synchronized void park(String key, Duration duration) {
    KeyLimit state = state(key);
    state.park(clock.instant().plus(duration));
    keys.put(key, state, state.end());
  }

  private KeyLimit state(String key) {
    KeyLimit known = keys.get(key);
    return known == null ? new KeyLimit() : known;
  }

  private synchronized void giveBack(KeyLimit state, long number) {
    state.giveBack(number);
  }
}
