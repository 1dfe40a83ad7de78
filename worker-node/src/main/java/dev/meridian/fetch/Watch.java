package dev.meridian.fetch;

import dev.meridian.task.Attempt;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs a blocking call on a thread of its own and stops waiting for it when its time is over or
/// the attempt is cancelled, however the call is stuck: a slow name server, a dripping body.
final class Watch {
  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(50).toNanos();

  private Watch() {}

  /// The value of the call.
  ///
  /// @param abort makes the call fail soon; called if it is not waited for to the end
  /// @throws TimeoutException if it took longer
  /// @throws InterruptedException if the attempt was cancelled
  /// @throws ExecutionException with what the call threw
  static <T> T run(Callable<T> call, Runnable abort, Duration timeout, Attempt attempt)
      throws InterruptedException, ExecutionException, TimeoutException {
    var task = new FutureTask<>(call);
    Thread thread = Thread.ofVirtual().name("fetch").start(task);
    long end = System.nanoTime() + timeout.toNanos();
    try {
      while (true) {
        attempt.checkCancelled();
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw new TimeoutException();
        }
        if (waited(task, Math.min(left, LOOK_EVERY_NANOS))) {
          return task.get();
        }
      }
    } finally {
      if (!task.isDone()) {
        abort.run();
        thread.interrupt();
      }
    }
  }

  private static boolean waited(FutureTask<?> task, long nanos)
      throws InterruptedException, ExecutionException {
    try {
      task.get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
