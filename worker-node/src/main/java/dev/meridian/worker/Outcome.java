package dev.meridian.worker;

import dev.meridian.task.TaskFailure;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// How an attempt ended.
sealed interface Outcome {
  /// With an answer.
  record Succeeded(JsonNode value) implements Outcome {}

  /// For good, with a failure.
  record Failed(TaskFailure failure) implements Outcome {}

  /// With a failure, to be tried again after a while.
  record Retry(TaskFailure failure, Duration delay) implements Outcome {}

  /// The store has the final word already: settle and forget.
  record Over() implements Outcome {}

  /// On demand, before it was done.
  record Revoked() implements Outcome {}

  /// Not at all: somebody else is to do it.
  record HandedBack() implements Outcome {}
}
