package dev.meridian.tracking;

import dev.meridian.broker.BrokerException;
import dev.meridian.result.StoreException;
import dev.meridian.retry.Backoff;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of a worker's tracking, and pauses that end with it. Thread-safe.
final class Stop {
  private static final Logger LOG = LoggerFactory.getLogger(Stop.class);

  private static final int MOST_WRONG = 6;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean hurried;
  private volatile boolean gaveUp;
  private final RandomGenerator random;
  private final Backoff backoff =
      Backoff.exponential(Duration.ofMillis(50), Duration.ofSeconds(2)).withJitter(0.5);

  Stop(RandomGenerator random) {
    this.random = random;
  }

  /// Ends all pauses.
  void raise() {
    stopped.countDown();
  }

  /// From now on what fails is given up at once: the worker is to end soon, and another one to go
  /// on.
  void hurry() {
    hurried = true;
  }

  /// Whether a step was given up.
  boolean hasGivenUp() {
    return gaveUp;
  }

  boolean isRaised() {
    return stopped.getCount() == 0;
  }

  /// Waits, or until it is raised.
  void pause(Duration time) {
    try {
      boolean _ = stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      raise();
    }
  }

  /// Repeats a step with growing pauses, 2 s at most, while the store or a broker is down. What the
  /// step is about stays unsettled meanwhile (I5).
  ///
  /// @return whether it succeeded; else it was told to stop, or to hurry
  /// @throws StoreException if the store says six times that it never will
  boolean untilUp(Runnable step) {
    for (int failures = 1; ; failures++) {
      try {
        step.run();
        return true;
      } catch (StoreException | BrokerException e) {
        if (isRaised() || hurried) {
          gaveUp = true;
          return false;
        }
        if (failures >= MOST_WRONG && !mayPass(e)) {
          throw e;
        }
        if (failures == 1) {
          LOG.warn("{}; holding positions until it is back", e.getMessage());
        }
        pause(backoff.after(failures, random));
      }
    }
  }

  /// Whether a failure may pass by itself.
  static boolean mayPass(RuntimeException e) {
    return switch (e) {
      case StoreException store -> store.kind() != StoreException.Kind.WRONG;
      case BrokerException _ -> true;
      default -> false;
    };
  }
}
