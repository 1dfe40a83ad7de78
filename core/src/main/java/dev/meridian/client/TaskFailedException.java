package dev.meridian.client;

import dev.meridian.MeridianException;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;

/// A task that somebody waited for has failed for good, was cancelled, or ran over its deadline;
/// [#failure()] says which. Its message is that of the failure, after the failure's type.
public final class TaskFailedException extends MeridianException {
  private static final long serialVersionUID = 1L;

  private final transient TaskId task;
  private final transient TaskFailure failure;

  /// The failure of a task.
  public TaskFailedException(TaskId task, TaskFailure failure) {
    super(failure.type() + ": " + failure.message());
    this.task = task;
    this.failure = failure;
  }

  /// The task.
  public TaskId task() {
    return task;
  }

  /// What kind of failure it was, in whatever language the handler is written.
  public TaskFailure failure() {
    return failure;
  }
}
