package dev.meridian.task;

import org.jspecify.annotations.Nullable;

/// Why a task failed, in the members of a Celery exception document.
///
/// @param type the kind of failure in the form of a class name, for example `SourceFailed`
/// @param message one line for people
/// @param module the package or Python module of the type, null if none
/// @param traceback a stack trace of any language, null if none
public record TaskFailure(
    String type, String message, @Nullable String module, @Nullable String traceback) {
  /// The type of failures at the deadline of a request.
  public static final String DEADLINE_EXCEEDED = "DeadlineExceeded";

  /// The type of failures at the hard time limit of an attempt, as Celery (billiard) names it.
  public static final String TIME_LIMIT_EXCEEDED = "TimeLimitExceeded";

  /// The type of failures of a task no worker knows, as Celery names it.
  public static final String NOT_REGISTERED = "NotRegistered";

  /// The type of cancelled and expired tasks, as Celery names it.
  public static final String REVOKED = "TaskRevokedError";

  /// The type of a task whose input does not match its schema.
  public static final String INVALID_INPUT = "InvalidInput";

  /// The type of a task whose input has a version that its worker cannot use.
  public static final String UNKNOWN_VERSION = "UnknownVersion";

  /// The type of a task whose output does not match its schema or is too large.
  public static final String INVALID_OUTPUT = "InvalidOutput";

  /// The type of a task that was delivered too often because its workers died.
  public static final String DELIVERY_LIMIT_EXCEEDED = "DeliveryLimitExceeded";

  /// A failure of Meridian's own, without a stack trace.
  public static TaskFailure of(String type, String message) {
    return new TaskFailure(type, message, "dev.meridian", null);
  }
}
