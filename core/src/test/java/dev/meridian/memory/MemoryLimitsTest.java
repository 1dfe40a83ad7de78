package dev.meridian.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.limit.Limits;
import dev.meridian.limit.Limits.Limit;
import dev.meridian.testing.LimitsContract;
import dev.meridian.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class MemoryLimitsTest extends LimitsContract {
  private final Limits limits = new MemoryLimits(InstantSource.system(), 1_000);

  @Override
  protected Limits limits() {
    return limits;
  }

  @Test
  void exactRetryAfterIsEnough() {
    var clock = new ManualClock(Instant.parse("2026-11-21T10:00:00Z"));
    var limits = new MemoryLimits(clock, 10);
    var limit = new Limit(100, 3, 2, Duration.ofMinutes(1));
    for (int i = 0; i < 50; i++) {
      Duration wait = limits.tryAcquire("k", limit).retryAfter();
      if (wait.isPositive()) {
        clock.advance(wait.minusNanos(1));
        assertThat(limits.tryAcquire("k", limit).permit()).isEmpty();
        clock.advance(Duration.ofNanos(1));
        assertThat(limits.tryAcquire("k", limit).permit()).isPresent();
      }
    }
  }

  @Test
  void oldestKeyIsDisplaced() {
    var limits = new MemoryLimits(InstantSource.system(), 2);
    var limit = new Limit(1, Double.POSITIVE_INFINITY, 1, Duration.ofMinutes(1));
    for (String key : new String[] {"a", "b", "c"}) {
      limits.tryAcquire(key, limit);
    }
    assertThat(limits.tryAcquire("b", limit).permit()).isEmpty();
    assertThat(limits.tryAcquire("a", limit).permit()).isPresent();
  }
}
