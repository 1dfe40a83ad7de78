package dev.meridian.worker;

import dev.meridian.MeridianException;
import dev.meridian.broker.BrokerException;
import dev.meridian.result.StoreException;
import dev.meridian.retry.Backoff;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Repeats a write to the store or a broker while it is down, with growing waits, for a bounded
/// time (I5). The delivery stays unsettled meanwhile, so that nothing is lost if the worker dies,
/// too.
final class StoreRetry {
  private static final Logger LOG = LoggerFactory.getLogger(StoreRetry.class);

  private final Duration longest;
  private final RandomGenerator random;
  private final Backoff backoff =
      Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(2)).withJitter(0.5);

  StoreRetry(Duration longest, RandomGenerator random) {
    this.longest = longest;
    this.random = random;
  }

  /// The answer of `call`.
  ///
  /// @throws StoreException the last one, when the time is over
  /// @throws BrokerException the same, or one that no time will heal
  <T> T untilUp(Supplier<T> call) {
    long end = System.nanoTime() + longest.toNanos();
    for (int failures = 1; ; failures++) {
      try {
        return call.get();
      } catch (StoreException | BrokerException e) {
        long left = end - System.nanoTime();
        if (left <= 0 || !isTransient(e)) {
          throw e;
        }
        if (failures == 1) {
          LOG.warn("{}; holding the task for up to {}", e.getMessage(), longest);
        }
        pause(Math.min(left, backoff.after(failures, random).toNanos()));
      }
    }
  }

  /// Whether it may go by itself; otherwise somebody has to change something.
  static boolean isTransient(MeridianException e) {
    return switch (e) {
      case StoreException _ -> true;
      case BrokerException broker ->
          switch (broker.kind()) {
            case DOWN, BLOCKED, REFUSED, UNCONFIRMED -> true;
            case UNROUTABLE, MISCONFIGURED -> false;
          };
      case MeridianException _ -> false;
    };
  }

  /// Waits the whole time, also when interrupted: a stop of the attempt must not spin here.
  private static void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
