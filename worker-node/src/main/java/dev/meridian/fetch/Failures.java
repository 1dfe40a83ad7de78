package dev.meridian.fetch;

import dev.meridian.InvalidValueException;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskFailure;

/// Every kind of failure of a fetch, under its stable name.
final class Failures {
  private Failures() {}

  /// The source cannot be reached, broke off or has a problem of its own; may pass.
  static TaskException unavailable(String message) {
    return TaskException.transientFailure("SourceUnavailable", message);
  }

  /// The source took too long; may pass.
  static TaskException timeout(String message) {
    return TaskException.transientFailure("SourceTimeout", message);
  }

  /// The source's rate or concurrency leaves no place before the attempt's end; may pass.
  static TaskException busy(String message) {
    return TaskException.transientFailure("SourceBusy", message);
  }

  /// Policy forbids the call (I7).
  static TaskException refused(String message) {
    return TaskException.permanent("SourceRefused", message);
  }

  /// More bytes, items or levels than allowed.
  static TaskException tooLarge(String message) {
    return TaskException.permanent("SourceTooLarge", message);
  }

  /// The document is not what its format demands.
  static TaskException malformed(String message) {
    return TaskException.permanent("SourceMalformed", message);
  }

  /// A format or encoding that cannot be read.
  static TaskException unsupported(String message) {
    return TaskException.permanent("SourceUnsupported", message);
  }

  /// An HTTP status that trying again does not mend.
  static TaskException status(String message) {
    return TaskException.permanent("SourceStatus", message);
  }

  static TaskException unknownSource(String id) {
    return TaskException.permanent(
        "UnknownSource", "source: " + id + " (expected: the id of a configured source)");
  }

  /// A parameter of the source's URL is missing, unknown or does not match.
  static TaskException parameter(String name, Object value, String expected) {
    var complaint = new InvalidValueException("/parameters/" + name, value, expected);
    return TaskException.permanent("InvalidParameter", String.valueOf(complaint.getMessage()));
  }

  /// Another input that only the worker can check, for example a path.
  static TaskException input(InvalidValueException complaint) {
    return TaskException.permanent(
            TaskFailure.INVALID_INPUT, String.valueOf(complaint.getMessage()))
        .because(complaint);
  }
}
