package dev.meridian.broker;

import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;

/// One message handed to a consumer, settled exactly once by one of [#ack()], [#requeue()],
/// [#reject()] and [#deadLetter(String)]; a second call does nothing. Settling after the connection
/// broke does nothing either: the broker delivers the message again. Thread-safe.
public interface Delivery {
  /// What was delivered.
  Message message();

  /// From where.
  QueueName queue();

  /// Whether it may have been delivered before.
  boolean redelivered();

  /// How often it was delivered before without being settled, as far as the broker counts; 0 at
  /// first.
  int failedDeliveries();

  /// Whether it can be settled no more, as what it came by is gone: the broker delivers the message
  /// again.
  boolean isStale();

  /// It is done with. May be sent late, together with others.
  void ack();

  /// It goes back to its queue for somebody else.
  void requeue();

  /// The same, as one that failed here: it counts in [#failedDeliveries()] whatever the broker
  /// counts else.
  default void reject() {
    requeue();
  }

  /// It goes to [QueueName#DEAD] with the reason, its queue, how often it was delivered in vain and
  /// the time in the headers that [Message] names, safely: it leaves its own queue only after the
  /// dead letter is confirmed.
  void deadLetter(String reason);
}
