package dev.meridian.gateway;

import dev.meridian.json.Json;
import dev.meridian.result.Part;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestRecord.TaskEntry;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One task's answer inside a job, as JSON.
final class PartDocument {
  private static final List<String> RUN = List.of("region", "worker", "attempt");

  private PartDocument() {}

  /// A part in the order in which the tasks ended, with facts about the run.
  static ObjectNode of(Part part, RequestRecord request) {
    TaskEntry entry = request.tasks().get(part.index());
    TaskResult result = part.result();
    ObjectNode document =
        Json.object()
            .put("seq", part.sequence())
            .put("label", entry.label())
            .put("task", entry.id().value())
            .put("region", entry.route().region());
    ObjectNode report = result.report().deepCopy();
    for (String fact : RUN) {
      if (report.has(fact)) {
        document.set(fact, report.remove(fact));
      }
    }
    addOutcome(document, result);
    if (result.finished() != null) {
      document.put("finished", JobDocument.time(result.finished()));
    }
    return report.isEmpty() ? document : document.set("report", report);
  }

  /// An element of the result of a job of several tasks.
  ///
  /// @param result null if it has gone
  static ObjectNode of(TaskEntry entry, @Nullable TaskResult result) {
    ObjectNode document =
        Json.object().put("label", entry.label()).put("region", entry.route().region());
    if (result == null) {
      document.put("status", TaskState.FAILED.word());
      return document.set("error", error("ResultExpired", "the result of this task has gone"));
    }
    addOutcome(document, result);
    return document;
  }

  /// Why a task failed. Stack traces stay with the worker.
  static ObjectNode error(TaskFailure failure) {
    return error(failure.type(), failure.message());
  }

  private static ObjectNode error(String type, String message) {
    return Json.object().put("type", type).put("message", message);
  }

  private static void addOutcome(ObjectNode document, TaskResult result) {
    document.put("status", result.state().word());
    TaskFailure failure = result.failure();
    if (failure == null) {
      document.set("value", result.value());
    } else {
      document.set("error", error(failure));
    }
  }
}
