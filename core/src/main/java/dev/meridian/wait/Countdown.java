package dev.meridian.wait;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A count that one thread, its maker, waits to see at zero. Others count.
public final class Countdown {
  private final Thread owner = Thread.currentThread();
  private final AtomicInteger left;

  /// A count from `from`.
  public Countdown(int from) {
    left = new AtomicInteger(from);
  }

  /// Counts one.
  public void count() {
    if (left.decrementAndGet() == 0) {
      LockSupport.unpark(owner);
    }
  }

  /// Whether it is at zero.
  public boolean isOver() {
    return left.get() <= 0;
  }

  /// Waits until it is at zero. For its maker.
  ///
  /// @return whether it is, within `wait`
  /// @throws InterruptedException if interrupted while waiting
  public boolean await(Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (!isOver()) {
      long nanos = end - System.nanoTime();
      if (nanos <= 0) {
        return false;
      }
      WakeUpCalls.park(this, nanos);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return true;
  }
}
