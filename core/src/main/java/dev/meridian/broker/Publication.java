package dev.meridian.broker;

import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import java.time.Duration;

/// A message on its way to a queue.
///
/// @param queue to deliver to
/// @param message to deliver
/// @param delay before it becomes visible; zero for now; rounded up, by less than a quarter of a
///   second
public record Publication(QueueName queue, Message message, Duration delay) {
  /// A message to deliver now.
  public static Publication now(QueueName queue, Message message) {
    return new Publication(queue, message, Duration.ZERO);
  }
}
