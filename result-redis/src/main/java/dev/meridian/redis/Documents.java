package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.meridian.json.Json;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.wire.CeleryResults;
import dev.meridian.wire.MalformedMessageException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Result documents of any origin. A document that cannot be read is a failure if it says that the
/// task is over, so that whoever waits gets an answer (I10), and nothing otherwise.
final class Documents {
  private static final int HEAD = 128;
  private static final Pattern STATUS =
      Pattern.compile("\\s*\\{\\s*\"status\"\\s*:\\s*\"([^\"]*)\"");

  private Documents() {}

  /// Whether a document says that the task is over, as [RequestScripts] decide it: by its first
  /// member if that is the status.
  static boolean isOver(byte[] document) {
    int length = Math.min(HEAD, document.length);
    Matcher head = STATUS.matcher(new String(document, 0, length, ISO_8859_1));
    if (!head.lookingAt()) {
      return isOverSomewhere(document);
    }
    return switch (head.group(1)) {
      case "SUCCESS", "FAILURE", "REVOKED" -> true;
      default -> false;
    };
  }

  private static boolean isOverSomewhere(byte[] document) {
    try {
      return CeleryResults.decode(document, new TaskId("any")).state().isTerminal();
    } catch (MalformedMessageException e) {
      return false;
    }
  }

  static Optional<TaskResult> decode(byte[] document, TaskId task) {
    try {
      return Optional.of(CeleryResults.decode(document, task));
    } catch (MalformedMessageException e) {
      String reason = String.valueOf(e.getMessage());
      return isOver(document) ? Optional.of(unreadable(task, reason)) : Optional.empty();
    }
  }

  private static TaskResult unreadable(TaskId task, String reason) {
    TaskFailure failure = TaskFailure.of("UnreadableResult", reason);
    return TaskResult.failed(task, failure, Json.object(), Instant.EPOCH);
  }
}
