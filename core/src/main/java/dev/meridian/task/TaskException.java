package dev.meridian.task;

import dev.meridian.MeridianException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A failure that a handler explains: what kind it is and whether trying again makes sense.
public final class TaskException extends MeridianException {
  private static final long serialVersionUID = 1L;

  private final String type;
  private final boolean retryable;
  private final transient @Nullable Duration retryAfter;

  private TaskException(
      String type,
      String message,
      boolean retryable,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.type = type;
    this.retryable = retryable;
    this.retryAfter = retryAfter;
  }

  /// A failure that trying again cannot mend.
  ///
  /// @param type a stable name in the form of a class name, for example `SourceRefused`
  public static TaskException permanent(String type, String message) {
    return new TaskException(type, message, false, null, null);
  }

  /// A failure that trying again may mend; when is the retry policy's choice.
  public static TaskException transientFailure(String type, String message) {
    return new TaskException(type, message, true, null, null);
  }

  /// The same failure, to be tried again not before `delay` has passed (the other side said so).
  public TaskException after(Duration delay) {
    return new TaskException(type, getMessage(), true, delay, getCause());
  }

  /// The same failure with what led to it.
  public TaskException because(Throwable cause) {
    return new TaskException(type, getMessage(), retryable, retryAfter, cause);
  }

  /// The stable name of the kind of failure.
  public String type() {
    return type;
  }

  /// Whether trying again may help.
  public boolean retryable() {
    return retryable;
  }

  /// How long the other side asked to be left alone.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
