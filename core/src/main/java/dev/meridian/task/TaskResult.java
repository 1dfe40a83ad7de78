package dev.meridian.task;

import dev.meridian.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the store knows of one task: its state, and its answer or failure once it is over.
///
/// @param id the task
/// @param state the state
/// @param value the answer; a JSON null unless `state` is [TaskState#SUCCESSFUL], or progress while
///   running
/// @param failure why it failed or was dismissed; null otherwise
/// @param report facts about the run (`region`, `worker`, `attempt`, `started`, `bytesIn`, …); may
///   be empty
/// @param finished when it was over; null before
public record TaskResult(
    TaskId id,
    TaskState state,
    JsonNode value,
    @Nullable TaskFailure failure,
    ObjectNode report,
    @Nullable Instant finished) {
  /// A success.
  public static TaskResult successful(
      TaskId id, JsonNode value, ObjectNode report, Instant finished) {
    return new TaskResult(id, TaskState.SUCCESSFUL, value, null, report, finished);
  }

  /// A failure.
  public static TaskResult failed(
      TaskId id, TaskFailure failure, ObjectNode report, Instant finished) {
    return new TaskResult(id, TaskState.FAILED, Json.nullNode(), failure, report, finished);
  }

  /// A cancellation.
  public static TaskResult dismissed(TaskId id, String reason, Instant finished) {
    return new TaskResult(
        id,
        TaskState.DISMISSED,
        Json.nullNode(),
        new TaskFailure(TaskFailure.REVOKED, reason, "celery.exceptions", null),
        Json.object(),
        finished);
  }
}
