package dev.meridian.broker;

import dev.meridian.MeridianException;
import org.jspecify.annotations.Nullable;

/// The broker did not do what it was asked.
public final class BrokerException extends MeridianException {
  private static final long serialVersionUID = 1L;

  /// Why.
  public enum Kind {
    /// Not connected, or the connection broke before the message was written.
    DOWN,
    /// The broker asked publishers to stop.
    BLOCKED,
    /// No such queue: the message came back.
    UNROUTABLE,
    /// The queue is full or the broker said no (nack).
    REFUSED,
    /// Written, but not confirmed in time or before the connection broke: it may or may not be
    /// kept.
    UNCONFIRMED,
    /// The queue exists with other arguments, or access was refused.
    MISCONFIGURED
  }

  private final Kind kind;

  /// A failure of this kind.
  public BrokerException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// Why.
  public Kind kind() {
    return kind;
  }
}
