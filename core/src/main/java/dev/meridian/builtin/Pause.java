package dev.meridian.builtin;

import dev.meridian.task.Attempt;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A wait that ends early when its attempt is cancelled.
final class Pause {
  private Pause() {}

  static void ofOneSecond(Attempt attempt) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      attempt.checkCancelled();
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException("pause interrupted");
      }
    }
    attempt.checkCancelled();
  }
}
