package dev.meridian.letter;

import dev.meridian.InvalidValueException;
import dev.meridian.letter.DeadLetter.Death;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import dev.meridian.wire.MessageLabel;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the headers of a buried message say of its death: Meridian's own, or RabbitMQ's `x-death`
/// where a policy buried it. Whatever they hold, something can be read (I10).
final class DeathHeaders {
  private static final QueueName NOWHERE = new QueueName("unknown");

  private DeathHeaders() {}

  static Message write(Message message, Death death) {
    return message.withHeaders(
        Map.of(
            Message.REASON, death.reason(),
            Message.QUEUE, death.queue().value(),
            Message.DELIVERIES, death.attempts(),
            Message.DIED_AT, death.at().toString()));
  }

  static Death read(Message message, Instant now) {
    Map<String, @Nullable Object> headers = message.headers();
    Map<?, ?> death = xDeath(headers.get("x-death"));
    Object reason = headers.get(Message.REASON);
    Object queue = headers.get(Message.QUEUE);
    int deliveries =
        Math.max(number(headers.get(Message.DELIVERIES)), number(headers.get("x-delivery-count")));
    return new Death(
        queue(queue == null ? death.get("queue") : queue),
        reason == null ? policy(death) : reason.toString(),
        MessageLabel.of(message).retries() + deliveries,
        time(headers.get(Message.DIED_AT), death.get("time"), now));
  }

  private static Map<?, ?> xDeath(@Nullable Object header) {
    return header instanceof List<?> deaths
            && !deaths.isEmpty()
            && deaths.getFirst() instanceof Map<?, ?> last
        ? last
        : Map.of();
  }

  private static String policy(Map<?, ?> death) {
    Object reason = death.get("reason");
    return reason == null ? "the message does not say" : "buried by the broker: " + reason;
  }

  private static QueueName queue(@Nullable Object name) {
    try {
      return name == null ? NOWHERE : new QueueName(name.toString());
    } catch (InvalidValueException e) {
      return NOWHERE;
    }
  }

  private static int number(@Nullable Object value) {
    return value instanceof Number number ? Math.max(0, number.intValue()) : 0;
  }

  private static Instant time(@Nullable Object own, @Nullable Object brokers, Instant now) {
    if (own != null) {
      try {
        return Instant.parse(own.toString());
      } catch (DateTimeException e) {
        return now;
      }
    }
    return brokers instanceof Date date ? date.toInstant() : now;
  }
}
