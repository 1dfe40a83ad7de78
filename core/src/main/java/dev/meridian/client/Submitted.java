package dev.meridian.client;

import dev.meridian.json.Json;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.ResultStore.CancelOutcome;
import dev.meridian.route.Route;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// A request of one task that was accepted (I1), and what became of it. Holds nothing open: it can
/// be dropped, and awaited more than once. Thread-safe.
///
/// @param <O> what the task answers
public final class Submitted<O> {
  private final TaskClient client;
  private final InstantSource clock;
  private final TaskType<?, O> type;
  private final RequestRecord request;
  private final boolean earlier;

  Submitted(TaskClient client, InstantSource clock, TaskType<?, O> type, Accepted accepted) {
    this.client = client;
    this.clock = clock;
    this.type = type;
    this.request = accepted.request();
    this.earlier = accepted.earlier();
  }

  /// Whether this is a request made before, with the same [Unique] key.
  public boolean isEarlier() {
    return earlier;
  }

  /// By which anybody can ask for it: at a gateway (`/jobs/ID`), and in Celery, as the id of the
  /// task.
  public RequestId id() {
    return request.id();
  }

  /// Where it went, and why.
  public Route route() {
    return request.tasks().getFirst().route();
  }

  /// Waits for the answer.
  ///
  /// @throws TaskFailedException if the task failed for good, was cancelled, or did not end by its
  ///   deadline
  /// @throws TimeoutException if it has not ended within `timeout`; it goes on
  /// @throws InterruptedException if interrupted while waiting; it goes on
  /// @throws dev.meridian.InvalidValueException if the answer does not fit the type
  /// @throws dev.meridian.result.StoreException if the result store cannot be reached
  public O await(Duration timeout) throws InterruptedException, TimeoutException {
    TaskResult result = result(timeout);
    return answer(type, result);
  }

  /// Cancels it: a task that waits is not run, one that runs is interrupted. Of a finished request
  /// it drops the result.
  ///
  /// @return whether this call did it; false if it was cancelled before, or is not known any more
  public boolean cancel() {
    return client.cancel(request.id()) == CancelOutcome.DISMISSED;
  }

  private TaskResult result(Duration timeout) throws InterruptedException, TimeoutException {
    try (Pending pending = client.listen(request)) {
      Optional<TaskResult> result = pending.next(shorter(timeout, untilDeadline()));
      return result.or(this::resultAfterTheDeadline).orElseThrow(() -> late(timeout));
    }
  }

  /// Nothing tells of a deadline that passed: whoever asks next finds out.
  private Optional<TaskResult> resultAfterTheDeadline() {
    var _ = client.status(request.id());
    return client.parts(request.id(), 0, 1).stream().map(part -> part.result()).findFirst();
  }

  private Duration untilDeadline() {
    Instant afterwards = request.deadline().plusMillis(1);
    Duration left = Duration.between(clock.instant(), afterwards);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private TimeoutException late(Duration timeout) {
    return new TimeoutException("task " + id() + " has not ended within " + timeout);
  }

  /// What a result means to whoever waited for it.
  static <O> O answer(TaskType<?, O> type, TaskResult result) {
    if (result.failure() != null) {
      throw new TaskFailedException(result.id(), result.failure());
    }
    return Json.convert(result.value(), type.output());
  }
}
