package dev.meridian.result;

/// Whether an attempt may run.
public enum Admission {
  /// It may; the task is [dev.meridian.task.TaskState#RUNNING] now.
  RUN,
  /// The task is over already (a repeated delivery, or cancelled): settle and forget.
  ALREADY_OVER,
  /// The task says it is part of a request, but no such request is recorded: it was discarded or
  /// has expired. Settle and forget.
  UNKNOWN_REQUEST
}
