package dev.meridian.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The wish that a running node ends: the first signal asks it to finish gently, the second ends it
/// at once. Thread-safe.
final class StopSignal {
  private final CountDownLatch raised = new CountDownLatch(1);
  private final AtomicInteger times = new AtomicInteger();
  private final Consumer<Runnable> origin;
  private final Runnable atOnce;

  /// A wish nobody has yet.
  ///
  /// @param origin calls what it is given at each signal
  /// @param atOnce what the second signal does
  StopSignal(Consumer<Runnable> origin, Runnable atOnce) {
    this.origin = origin;
    this.atOnce = atOnce;
  }

  /// Takes signals from now on. Until then the platform does what it always does with them.
  void listen() {
    origin.accept(this::raise);
  }

  /// Asks the node to end; the second time, ends it.
  void raise() {
    raised.countDown();
    if (times.incrementAndGet() > 1) {
      atOnce.run();
    }
  }

  /// Asks the node to end; however often, never at once. The first signal after that ends it at
  /// once.
  void raiseOnce() {
    raised.countDown();
    times.compareAndSet(0, 1);
  }

  /// Returns once the node should end.
  void await() throws InterruptedException {
    raised.await();
  }

  /// Returns once the node should end, or after a time.
  ///
  /// @return whether it should end
  boolean await(Duration atMost) throws InterruptedException {
    return raised.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }
}
