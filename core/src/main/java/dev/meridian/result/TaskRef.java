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
public record TaskRef(TaskId id, @Nullable RequestId request, Duration resultTtl) {}
