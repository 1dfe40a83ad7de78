package dev.meridian.fetch;

import dev.meridian.limit.Limits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Limits of one process, by the monotonic clock.
final class LocalLimits implements Limits {
  /// How long keys were parked.
  final Map<String, Duration> parked = new HashMap<>();

  private final Map<String, Integer> held = new HashMap<>();
  private final Map<String, Long> nextAt = new HashMap<>();

  @Override
  public synchronized Acquisition tryAcquire(String key, Limit limit) {
    long now = System.nanoTime();
    long gap = (long) (1e9 / limit.perSecond());
    long next = nextAt.getOrDefault(key, now - gap * limit.burst());
    if (next - now > 0) {
      return new Acquisition(Optional.empty(), Duration.ofNanos(next - now));
    }
    if (held.getOrDefault(key, 0) >= limit.permits()) {
      return new Acquisition(Optional.empty(), Duration.ofMillis(20));
    }
    held.merge(key, 1, Integer::sum);
    nextAt.put(key, Math.max(next, now - gap * (limit.burst() - 1)) + gap);
    return new Acquisition(Optional.of(permit(key)), Duration.ZERO);
  }

  @Override
  public synchronized void park(String key, Duration duration) {
    parked.put(key, duration);
    nextAt.put(key, System.nanoTime() + duration.toNanos());
  }

  synchronized int held(String key) {
    return held.getOrDefault(key, 0);
  }

  private Permit permit(String key) {
    var open = new AtomicBoolean(true);
    return () -> {
      if (open.compareAndSet(true, false)) {
        synchronized (this) {
          held.merge(key, -1, Integer::sum);
        }
      }
    };
  }
}
