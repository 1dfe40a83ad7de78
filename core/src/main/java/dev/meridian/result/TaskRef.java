package dev.meridian.result;

import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A task as the store is told of it.
///
/// @param id the task
/// @param request it is part of; null for a foreign client's task or an answer nobody records
/// @param resultTtl how long its result is kept
/// @param replyTo where somebody waits for its end, as [ResultStore#replyTo()] of their store; may
///   be null
public record TaskRef(
    TaskId id, @Nullable RequestId request, Duration resultTtl, @Nullable String replyTo) {
  /// A task for whose end nobody in particular waits.
  public TaskRef(TaskId id, @Nullable RequestId request, Duration resultTtl) {
    this(id, request, resultTtl, null);
  }
}
