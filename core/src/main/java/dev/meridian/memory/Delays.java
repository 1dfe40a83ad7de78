package dev.meridian.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Runs short actions when they are due by an injected clock, on one thread that exists only while
/// something is pending. As such a clock cannot be waited on, it is asked every few milliseconds.
/// Thread-safe.
final class Delays {
  private static final long GLANCE_NANOS = 10_000_000;

  private final InstantSource clock;
  private final int maxPending;
  private final PriorityQueue<Due> pending =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::number));
  private long scheduled;
  private boolean running;

  private record Due(Instant at, long number, Runnable action) {}

  Delays(InstantSource clock, int maxPending) {
    this.clock = clock;
    this.maxPending = maxPending;
  }

  /// Runs `action` after `delay`, unless too much is pending.
  ///
  /// @return whether it will run
  synchronized boolean schedule(Duration delay, Runnable action) {
    if (pending.size() >= maxPending) {
      return false;
    }
    pending.add(new Due(clock.instant().plus(delay), scheduled++, action));
    if (!running) {
      running = true;
      Thread.ofVirtual().name("memory-delays").start(this::run);
    }
    return true;
  }

  private void run() {
    while (isPending()) {
      Due due = takeDue();
      if (due == null) {
        LockSupport.parkNanos(GLANCE_NANOS);
      } else {
        due.action().run();
      }
    }
  }

  private synchronized boolean isPending() {
    running = !pending.isEmpty();
    return running;
  }

  private synchronized @Nullable Due takeDue() {
    Due first = pending.peek();
    return first == null || first.at().isAfter(clock.instant()) ? null : pending.poll();
  }
}
