package dev.meridian.client;

import dev.meridian.result.Listening;
import dev.meridian.result.RequestRecord;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import java.time.Duration;
import java.util.Optional;

/// A request under way and somebody who waits for it. For one thread at a time. Closing it stops
/// the waiting, not the request.
public final class Pending implements AutoCloseable {
  private final RequestRecord request;
  private final Listening listening;
  private final boolean earlier;
  private int left;
  private int mayFail;

  Pending(Accepted accepted, Listening listening) {
    this(accepted, listening, accepted.request().tasks().size());
  }

  private Pending(Accepted accepted, Listening listening, int left) {
    this(accepted, listening, left, left);
  }

  /// @param mayFail how many of the tasks may fail before it is over
  Pending(Accepted accepted, Listening listening, int left, int mayFail) {
    this.request = accepted.request();
    this.earlier = accepted.earlier();
    this.listening = listening;
    this.left = left;
    this.mayFail = mayFail;
  }

  /// What was recorded.
  public RequestRecord request() {
    return request;
  }

  /// Whether it was made before, by another submission with the same [Unique] key.
  public boolean isEarlier() {
    return earlier;
  }

  /// The next task that ends; empty if none does within `timeout` or it is over.
  ///
  /// @throws InterruptedException if interrupted while waiting
  public Optional<TaskResult> next(Duration timeout) throws InterruptedException {
    if (left == 0) {
      return Optional.empty();
    }
    Optional<TaskResult> result = listening.next(timeout);
    if (result.isPresent()) {
      left--;
      mayFail -= result.get().state() == TaskState.SUCCESSFUL ? 0 : 1;
      left = mayFail < 0 ? 0 : left;
    }
    return result;
  }

  /// Waits until every task has ended, or enough to know that a canvas has failed.
  ///
  /// @return whether that is so, within `timeout`
  /// @throws InterruptedException if interrupted while waiting
  public boolean await(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (left > 0) {
      Duration rest = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      if (next(rest).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    listening.close();
  }
}
