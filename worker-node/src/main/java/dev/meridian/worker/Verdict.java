package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.json.JsonSchema.Violation;
import dev.meridian.retry.RetryPolicy;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskType;
import dev.meridian.wire.Envelope;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Decides what an attempt's end means: an answer that fits its schema, a failure for good, or
/// another attempt. Thread-safe.
final class Verdict {
  private static final int TRACEBACK = 4_000;

  private final int maxResultBytes;
  private final InstantSource clock;
  private final RandomGenerator random;

  Verdict(int maxResultBytes, InstantSource clock, RandomGenerator random) {
    this.maxResultBytes = maxResultBytes;
    this.clock = clock;
    this.random = random;
  }

  /// Why the inputs cannot be used; empty if they can.
  Optional<TaskFailure> onInput(TaskType<?, ?> type, Envelope envelope) {
    return violations(type.schemas().input().check(envelope.kwargs()), "input")
        .map(words -> TaskFailure.of(TaskFailure.INVALID_INPUT, words));
  }

  /// The outcome of an attempt whose handler returned.
  Outcome onAnswer(TaskType<?, ?> type, JsonNode value, RunningAttempt attempt) {
    int bytes = Json.bytes(value).length;
    attempt.note("bytesOut", bytes);
    if (bytes > maxResultBytes) {
      String words = "output: " + bytes + " bytes (expected: at most " + maxResultBytes + ")";
      return new Outcome.Failed(TaskFailure.of(TaskFailure.INVALID_OUTPUT, words));
    }
    return violations(type.schemas().output().check(value), "output")
        .<Outcome>map(
            words -> new Outcome.Failed(TaskFailure.of(TaskFailure.INVALID_OUTPUT, words)))
        .orElseGet(() -> new Outcome.Succeeded(value));
  }

  /// The outcome of an attempt whose handler threw.
  Outcome onFailure(TaskType<?, ?> type, Throwable thrown, RunningAttempt attempt) {
    return attempt
        .stopReason()
        .map(reason -> onStop(type, reason, attempt))
        .orElseGet(() -> onThrown(type, thrown, attempt));
  }

  private Outcome onStop(TaskType<?, ?> type, StopReason reason, RunningAttempt attempt) {
    return switch (reason) {
      case CANCELLED -> new Outcome.Over();
      case REVOKED -> new Outcome.Revoked();
      case DRAINED -> new Outcome.HandedBack();
      case SOFT_LIMIT, HARD_LIMIT -> {
        String words = "stopped at its soft time limit";
        TaskFailure failure =
            new TaskFailure("SoftTimeLimitExceeded", words, "billiard.exceptions", null);
        yield again(type, failure, Optional.empty(), attempt.envelope());
      }
    };
  }

  private Outcome onThrown(TaskType<?, ?> type, Throwable thrown, RunningAttempt attempt) {
    return switch (thrown) {
      case TaskException e when !e.retryable() -> new Outcome.Failed(failure(e.type(), e));
      case TaskException e -> again(type, failure(e.type(), e), e.retryAfter(), attempt.envelope());
      case InvalidValueException e ->
          new Outcome.Failed(TaskFailure.of(TaskFailure.INVALID_INPUT, words(e)));
      default -> again(type, unexpected(thrown), Optional.empty(), attempt.envelope());
    };
  }

  private Outcome again(
      TaskType<?, ?> type, TaskFailure failure, Optional<Duration> asked, Envelope envelope) {
    Instant deadline = envelope.times().deadline();
    RetryPolicy policy = type.retry();
    return policy
        .withMaxAttempts(envelope.maxAttempts().orElse(policy.maxAttempts()))
        .next(envelope.retries() + 1, asked, random)
        .filter(delay -> deadline == null || clock.instant().plus(delay).isBefore(deadline))
        .<Outcome>map(delay -> new Outcome.Retry(failure, delay))
        .orElseGet(() -> new Outcome.Failed(failure));
  }

  private static Optional<String> violations(List<Violation> violations, String root) {
    if (violations.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        violations.stream()
            .limit(5)
            .map(v -> root + v.pointer() + ": " + v.message())
            .collect(Collectors.joining("; ")));
  }

  private static TaskFailure failure(String type, TaskException e) {
    return TaskFailure.of(type, words(e));
  }

  private static TaskFailure unexpected(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    String text = trace.toString();
    return new TaskFailure(
        thrown.getClass().getSimpleName(),
        words(thrown),
        thrown.getClass().getPackageName(),
        text.length() <= TRACEBACK ? text : text.substring(0, TRACEBACK));
  }

  private static String words(Throwable thrown) {
    return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
  }
}
