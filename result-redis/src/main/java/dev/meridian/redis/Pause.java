package dev.meridian.redis;

import dev.meridian.retry.Backoff;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// The waits between attempts to connect: 20 ms, twice as long each time, at most 2 s, with jitter.
/// For one thread.
final class Pause {
  private static final Backoff BACKOFF =
      Backoff.exponential(Duration.ofMillis(20), Duration.ofSeconds(2)).withJitter(0.5);

  private final CountDownLatch closed;
  private final RandomGenerator random;
  private int failures;

  /// Waits that end early once `closed` is open.
  Pause(CountDownLatch closed, RandomGenerator random) {
    this.closed = closed;
    this.random = random;
  }

  void reset() {
    failures = 0;
  }

  /// Waits after one more failure.
  void await() {
    failures++;
    try {
      long millis = BACKOFF.after(failures, random).toMillis();
      closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // only closing interrupts, which ends the caller's loop
    }
  }
}
