package dev.meridian.gateway;

import dev.meridian.client.UnavailableException;
import dev.meridian.json.Json;
import dev.meridian.result.StoreException;
import dev.meridian.schedule.ScheduleException;
import dev.meridian.task.TaskFailure;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns exceptions and failed tasks into problems. The text of an exception that nobody foresaw is
/// logged and not shown; so is a complaint about a value that no reader of requests turned into a
/// refusal, as it is about something else, for example what the store holds. Thread-safe.
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final int RETRY_AFTER_SECONDS = 2;
  private static final int RADIX = 36;

  private final String prefix;
  private final AtomicLong count = new AtomicLong();

  Failures(InstantSource clock) {
    this.prefix = Long.toString(clock.millis(), RADIX) + "-";
  }

  /// The problem that an exception is to a client.
  Problem problem(Exception e) {
    return switch (e) {
      case Refusal refusal -> refusal.problem();
      case UnavailableException unavailable ->
          Problem.of(ProblemType.UNAVAILABLE, String.valueOf(unavailable.getMessage()))
              .retryAfter(Math.max(1, unavailable.retryAfter().toSeconds()));
      case StoreException store -> unavailable("result store: " + store.getMessage());
      case ScheduleException schedules -> problem(schedules);
      case InterruptedException _ -> unavailable("this gateway is about to stop");
      default -> internal(e);
    };
  }

  private static Problem problem(ScheduleException e) {
    return switch (e.kind()) {
      case DOWN -> unavailable("schedules: " + e.getMessage());
      case EXISTS -> Problem.of(ProblemType.SCHEDULE_EXISTS, e.getMessage());
      case FULL -> Problem.of(ProblemType.TOO_MANY_SCHEDULES, e.getMessage());
    };
  }

  private static Problem unavailable(String detail) {
    return Problem.of(ProblemType.UNAVAILABLE, detail).retryAfter(RETRY_AFTER_SECONDS);
  }

  private Problem internal(Exception e) {
    String id = prefix + count.incrementAndGet();
    LOG.error("internal error {}", id, e);
    return Problem.of(ProblemType.INTERNAL, "our fault; the log has it as " + id).with("log", id);
  }

  /// The problem that a failed task is to a client.
  static Problem problem(TaskFailure failure) {
    return Problem.of(type(failure), failure.message()).with("failure", Json.of(failure.type()));
  }

  private static ProblemType type(TaskFailure failure) {
    return switch (failure.type()) {
      case TaskFailure.DEADLINE_EXCEEDED, TaskFailure.TIME_LIMIT_EXCEEDED, "SourceTimeout" ->
          ProblemType.EXECUTION_TIMEOUT;
      case TaskFailure.INVALID_INPUT -> ProblemType.INVALID_INPUT;
      case TaskFailure.NOT_REGISTERED -> ProblemType.NOT_REGISTERED;
      case TaskFailure.REVOKED -> ProblemType.JOB_DISMISSED;
      case String type when type.startsWith("Source") -> ProblemType.SOURCE_FAILED;
      case String _ -> ProblemType.TASK_FAILED;
    };
  }
}
