package dev.meridian.result;

import dev.meridian.MeridianException;
import org.jspecify.annotations.Nullable;

/// The store did not do what it was asked.
public final class StoreException extends MeridianException {
  private static final long serialVersionUID = 1L;

  /// Why.
  public enum Kind {
    /// It could not be reached in time.
    DOWN,
    /// It refused to write, for example because its memory is full.
    REFUSED,
    /// It cannot do it, now or later: what is kept, or what it was asked, has the wrong form.
    WRONG,
    /// What is to be created exists.
    CONFLICT
  }

  private final Kind kind;

  /// A failure of this kind.
  public StoreException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// Why.
  public Kind kind() {
    return kind;
  }
}
