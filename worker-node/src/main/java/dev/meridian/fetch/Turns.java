package dev.meridian.fetch;

import dev.meridian.geo.Source;
import dev.meridian.geo.Source.Politeness;
import dev.meridian.limit.Limits;
import dev.meridian.limit.Limits.Limit;
import dev.meridian.limit.Limits.Permit;
import dev.meridian.task.Attempt;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Takes turns at a source, so that all workers of all regions together keep its rate and
/// concurrency. Thread-safe.
final class Turns {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration SHORTEST = Duration.ofMillis(5);
  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(50).toNanos();

  private final Limits limits;

  Turns(Limits limits) {
    this.limits = limits;
  }

  /// Waits for a permit, at most until the attempt's end.
  ///
  /// @throws dev.meridian.task.TaskException `SourceBusy` if there will be none in time
  Permit take(Source source, Attempt attempt) throws InterruptedException {
    Limit limit = limit(source.politeness());
    while (true) {
      attempt.checkCancelled();
      var got = limits.tryAcquire(key(source), limit);
      if (got.permit().isPresent()) {
        return got.permit().get();
      }
      Duration wait = got.retryAfter().compareTo(SHORTEST) < 0 ? SHORTEST : got.retryAfter();
      if (wait.compareTo(attempt.remaining()) >= 0) {
        throw Failures.busy(source.id() + " has no free turn before the attempt's end.")
            .after(wait);
      }
      pause(wait, attempt);
    }
  }

  /// Leaves the source alone for a while, everywhere.
  void park(Source source, Duration duration) {
    limits.park(key(source), duration);
  }

  private static void pause(Duration wait, Attempt attempt) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    for (long left = wait.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, LOOK_EVERY_NANOS));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      attempt.checkCancelled();
    }
  }

  private static Limit limit(Politeness politeness) {
    int burst = (int) Math.clamp(politeness.perSecond(), 1, politeness.concurrency());
    return new Limit(
        politeness.concurrency(), politeness.perSecond(), burst, politeness.timeout().plus(GRACE));
  }

  private static String key(Source source) {
    return "source:" + source.id();
  }
}
