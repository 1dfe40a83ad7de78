package dev.meridian.rabbit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// A lock held across I/O, which therefore nobody waits for longer than they would for the broker
/// (I5). Thread-safe.
final class BoundedLock {
  private final ReentrantLock lock = new ReentrantLock();
  private final String held;
  private final Duration patience;

  /// A free lock.
  ///
  /// @param held why nobody gets it now, for people
  /// @param patience the longest wait for it
  BoundedLock(String held, Duration patience) {
    this.held = held;
    this.patience = patience;
  }

  /// Something to do with the lock held.
  @FunctionalInterface
  interface Steps {
    void take() throws IOException;
  }

  /// Takes the steps once nobody else does.
  ///
  /// @throws IOException if that is not in time, or the steps fail
  void run(Steps steps) throws IOException {
    await();
    try {
      steps.take();
    } finally {
      lock.unlock();
    }
  }

  private void await() throws IOException {
    try {
      if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(held);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
