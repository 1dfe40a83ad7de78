package dev.meridian.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waits for a condition instead of sleeping: polls every few milliseconds until a deadline.
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_NANOS = 5_000_000;

  private Await() {}

  /// Returns once `condition` holds, within a minute: a machine that is busy with other builds
  /// starts a process in half of that.
  ///
  /// @param what is waited for, as it reads after "not in time:"
  /// @throws AssertionError if it does not hold in time
  public static void until(String what, Callable<Boolean> condition) {
    until(what, PATIENCE, condition);
  }

  /// Returns once `condition` holds, within `patience`.
  ///
  /// @throws AssertionError if it does not hold in time
  public static void until(String what, Duration patience, Callable<Boolean> condition) {
    if (!turns(condition, patience)) {
      throw new AssertionError("not in time: " + what + " (waited " + patience + ")");
    }
  }

  /// Returns after `span`, during all of which `condition` held.
  ///
  /// @throws AssertionError if it stops holding
  public static void holds(String what, Duration span, Callable<Boolean> condition) {
    if (turns(() -> !condition.call(), span)) {
      throw new AssertionError("no longer true: " + what);
    }
  }

  private static boolean turns(Callable<Boolean> condition, Duration patience) {
    long started = System.nanoTime();
    while (!check(condition)) {
      if (System.nanoTime() - started > patience.toNanos()) {
        return check(condition);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  private static boolean check(Callable<Boolean> condition) {
    try {
      return condition.call();
    } catch (Exception e) {
      throw new AssertionError("the condition failed: " + e, e);
    }
  }
}
