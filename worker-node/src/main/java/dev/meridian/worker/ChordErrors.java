package dev.meridian.worker;

import dev.meridian.MeridianException;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskResult;

/// Why a chord's body does not run, in Celery's words.
final class ChordErrors {
  private ChordErrors() {}

  /// Because of a part that did not succeed.
  static TaskFailure of(TaskResult part) {
    TaskFailure failure = part.failure();
    String raised = failure == null ? "nothing" : failure.type() + "('" + failure.message() + "')";
    return error("Dependency " + part.id() + " raised " + raised);
  }

  /// Because it cannot be sent.
  static TaskFailure ofBody(MeridianException reason) {
    return error("Callback error: " + reason.getMessage());
  }

  private static TaskFailure error(String message) {
    return new TaskFailure("ChordError", message, "celery.exceptions", null);
  }
}
