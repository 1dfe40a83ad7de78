package dev.meridian.result;

import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import org.jspecify.annotations.Nullable;

/// A request's share in an execution: a task of no request that runs once for all who share it.
///
/// @param execution the id of that task
/// @param request a recorded request of one task, whose end is that of the execution
/// @param replyTo where somebody waits for the request's task, as [ResultStore#replyTo()] of their
///   store; may be null
/// @param first whether the execution begins with it; nobody else knows its id then
public record Share(TaskId execution, RequestId request, @Nullable String replyTo, boolean first) {
  /// The most requests that share an execution.
  public static final int MOST = 256;
}
