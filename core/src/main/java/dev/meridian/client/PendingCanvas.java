package dev.meridian.client;

import dev.meridian.result.Listening;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.Shape;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A canvas under way and somebody who waits for it. For one thread at a time. Closing it stops the
/// waiting, not the canvas; [TaskClient#cancel] with its request stops that.
public final class PendingCanvas implements AutoCloseable {
  private final RequestRecord request;
  private final Shape shape;
  private final Listening listening;
  private final int ends;
  private final int least;
  private final Map<TaskId, TaskResult> ended = new HashMap<>();
  private final List<TaskFailure> failures = new ArrayList<>();
  private boolean dismissed;

  PendingCanvas(RequestRecord request, Shape shape, Listening listening) {
    this.request = request;
    this.shape = shape;
    this.listening = listening;
    this.ends = request.deciding();
    this.least = request.minSuccess();
  }

  /// What was recorded: every task of the canvas, whether it has been sent or will follow another.
  public RequestRecord request() {
    return request;
  }

  /// Waits for the end.
  ///
  /// @return how it ended; empty if it did not within `timeout`
  /// @throws InterruptedException if interrupted while waiting
  public Optional<CanvasResult> await(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (!isOver()) {
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      Optional<TaskResult> next = listening.next(left);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      add(next.get());
    }
    return Optional.of(result());
  }

  private boolean isOver() {
    return ended.size() == ends || !canSucceed();
  }

  private boolean canSucceed() {
    return ends - failures.size() >= least;
  }

  private void add(TaskResult result) {
    ended.put(result.id(), result);
    TaskFailure failure = result.failure();
    if (result.state() != TaskState.SUCCESSFUL && failure != null) {
      failures.add(failure);
      dismissed |= result.state() == TaskState.DISMISSED;
    }
  }

  private CanvasResult result() {
    TaskState failed = dismissed ? TaskState.DISMISSED : TaskState.FAILED;
    return new CanvasResult(
        canSucceed() ? TaskState.SUCCESSFUL : failed, shape.value(ended), failures);
  }

  @Override
  public void close() {
    listening.close();
  }
}
