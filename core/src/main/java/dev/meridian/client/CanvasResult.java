package dev.meridian.client;

import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskState;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// How a canvas ended.
///
/// @param state successful, failed or dismissed
/// @param value of the canvas; a list for one that ends in a group, with nulls for members that
///   failed or had not ended; a JSON null for one that failed otherwise
/// @param failures why members failed, in the order in which they did
public record CanvasResult(TaskState state, JsonNode value, List<TaskFailure> failures) {
  /// Copies the list.
  public CanvasResult {
    failures = List.copyOf(failures);
  }
}
