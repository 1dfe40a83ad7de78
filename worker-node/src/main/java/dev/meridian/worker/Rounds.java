package dev.meridian.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a worker does now and then until it stops, each on a thread of its own. A step that fails
/// is told, and not the last. Thread-safe.
final class Rounds {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final String worker;
  private final CountDownLatch ended = new CountDownLatch(1);

  /// @param worker its name, for the log
  Rounds(String worker) {
    this.worker = worker;
  }

  /// Takes a step at once, and again after each pause.
  ///
  /// @param thread to do it on
  void begin(Thread.Builder thread, Duration pause, Runnable step) {
    Thread _ = thread.start(() -> run(pause, step));
  }

  /// No more steps from now on; one that is being taken goes on.
  void end() {
    ended.countDown();
  }

  boolean haveEnded() {
    return ended.getCount() == 0;
  }

  private void run(Duration pause, Runnable step) {
    try {
      do {
        try {
          step.run();
        } catch (RuntimeException e) {
          LOG.error("worker {}: {} failed", worker, Thread.currentThread().getName(), e);
        }
      } while (!ended.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
