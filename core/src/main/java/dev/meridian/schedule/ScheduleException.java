package dev.meridian.schedule;

import dev.meridian.MeridianException;
import org.jspecify.annotations.Nullable;

/// The schedules did not do what they were asked.
public final class ScheduleException extends MeridianException {
  private static final long serialVersionUID = 1L;

  /// Why.
  public enum Kind {
    /// Where they are kept does not answer.
    DOWN,
    /// What is to be added exists.
    EXISTS,
    /// There are as many as may be.
    FULL
  }

  private final Kind kind;

  /// A failure of this kind.
  public ScheduleException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// Why.
  public Kind kind() {
    return kind;
  }
}
