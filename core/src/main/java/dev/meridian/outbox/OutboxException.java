package dev.meridian.outbox;

import dev.meridian.MeridianException;
import org.jspecify.annotations.Nullable;

/// The outbox did not do what it was asked; nothing changed.
public final class OutboxException extends MeridianException {
  private static final long serialVersionUID = 1L;

  /// Why.
  public enum Kind {
    /// Where it is kept does not answer.
    DOWN,
    /// As much waits as may.
    FULL
  }

  private final Kind kind;

  /// A failure of this kind.
  public OutboxException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// Why.
  public Kind kind() {
    return kind;
  }
}
