package dev.meridian.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerException.Kind;
import org.jspecify.annotations.Nullable;

/// Tells what a failure of the client means.
final class Faults {
  private Faults() {}

  /// The failure of `what` as one of the broker's kinds.
  static BrokerException of(String what, Exception cause) {
    Kind kind =
        switch (replyCode(cause)) {
          case AMQP.NOT_FOUND -> Kind.UNROUTABLE;
          case AMQP.PRECONDITION_FAILED, AMQP.ACCESS_REFUSED, AMQP.NOT_IMPLEMENTED ->
              Kind.MISCONFIGURED;
          default -> Kind.DOWN;
        };
    return new BrokerException(kind, what + ": " + text(cause), cause);
  }

  /// What to tell people: the broker's own words where it said any.
  static String text(Throwable cause) {
    return switch (reason(cause)) {
      case AMQP.Channel.Close close -> close.getReplyText();
      case AMQP.Connection.Close close -> close.getReplyText();
      case null, default ->
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    };
  }

  private static int replyCode(Throwable cause) {
    return switch (reason(cause)) {
      case AMQP.Channel.Close close -> close.getReplyCode();
      case AMQP.Connection.Close close -> close.getReplyCode();
      case null, default -> 0;
    };
  }

  private static @Nullable Method reason(Throwable cause) {
    for (Throwable next = cause; next != null; next = next.getCause()) {
      if (next instanceof ShutdownSignalException signal) {
        return signal.getReason();
      }
    }
    return null;
  }
}
