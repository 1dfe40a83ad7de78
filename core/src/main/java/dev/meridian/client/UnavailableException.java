package dev.meridian.client;

import dev.meridian.MeridianException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The request was not accepted, through no fault of the client, and nothing is left behind (I1).
/// Trying again later makes sense.
public final class UnavailableException extends MeridianException {
  private static final long serialVersionUID = 1L;

  private final transient Duration retryAfter;

  /// Why, and when to try again.
  public UnavailableException(String message, Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }

  /// When to try again.
  public Duration retryAfter() {
    return retryAfter;
  }
}
