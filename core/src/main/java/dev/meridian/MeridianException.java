package dev.meridian;

import org.jspecify.annotations.Nullable;

/// The root of every exception Meridian throws. Unchecked; its message may be shown to a client
/// unless a subclass says otherwise.
public class MeridianException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// An exception with a message that reads on its own.
  public MeridianException(String message) {
    super(message);
  }

  /// An exception with a message that reads on its own and what led to it.
  public MeridianException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// What happened; never null.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
