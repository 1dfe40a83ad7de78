package dev.meridian.memory;

import dev.meridian.limit.Limits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

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
  public synchronized Acquisition tryAcquire(List<Claim> claims) {
    Instant now = clock.instant();
    for (Claim claim : claims) {
      Duration wait = state(claim.key()).untilNext(claim.limit(), now);
      if (wait.isPositive()) {
        return Acquisition.refused(claim.key(), wait);
      }
    }
    return Acquisition.of(new Taken(claims.stream().map(claim -> take(claim, now)).toList()));
  }

  private Lease take(Claim claim, Instant now) {
    KeyLimit state = state(claim.key());
    long number = state.take(claim.limit(), now);
    keys.put(claim.key(), state, state.end());
    return new Lease(claim, state, number);
  }

  /// What is taken of one key.
  private record Lease(Claim claim, KeyLimit state, long number) {}

  private final class Taken implements Permit {
    private final List<Lease> leases;

    Taken(List<Lease> leases) {
      this.leases = leases;
    }

    @Override
    public void close() {
      synchronized (MemoryLimits.this) {
        leases.forEach(lease -> lease.state().giveBack(lease.number()));
      }
    }

    @Override
    public void renew() {
      synchronized (MemoryLimits.this) {
        leases.forEach(this::renew);
      }
    }

    private void renew(Lease lease) {
      KeyLimit state = lease.state();
      state.renew(lease.number(), lease.claim().limit(), clock.instant());
      if (keys.get(lease.claim().key()) == state) {
        keys.put(lease.claim().key(), state, state.end());
      }
    }
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
}
