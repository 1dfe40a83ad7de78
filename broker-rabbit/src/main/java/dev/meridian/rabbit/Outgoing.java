package dev.meridian.rabbit;

import dev.meridian.broker.Announcement;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.broker.PublishOutcome.Failed;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import org.jspecify.annotations.Nullable;

/// A message on its way into the broker.
///
/// @param slot where its fate is awaited
/// @param exchange to publish to
/// @param key to route by
/// @param place it is meant for, for people
/// @param message to send
/// @param id it has for whoever gets it; null for one of the channel's, and then it must reach a
///   queue
record Outgoing(
    Batch.Slot slot,
    String exchange,
    String key,
    String place,
    Message message,
    @Nullable String id) {

  /// A message that must reach a queue.
  Outgoing(Batch.Slot slot, String exchange, String key, QueueName queue, Message message) {
    this(slot, exchange, key, "queue " + queue, message, null);
  }

  /// A message for whoever cares.
  static Outgoing of(Announcement announcement, Batch.Slot slot) {
    String exchange = Announcement.EXCHANGE;
    return new Outgoing(
        slot,
        exchange,
        announcement.key(),
        "exchange " + exchange,
        announcement.message(),
        announcement.id());
  }

  void fail(Kind kind, String why) {
    slot.settle(failed(kind, why));
  }

  /// The broker answered: it took responsibility, or it did not.
  void confirm(boolean taken) {
    slot.settle(outcome(taken));
  }

  private PublishOutcome outcome(boolean taken) {
    String returned = slot.returned();
    if (returned != null) {
      return failed(Kind.UNROUTABLE, "the message came back: " + returned);
    }
    return taken
        ? PublishOutcome.Confirmed.INSTANCE
        : failed(Kind.REFUSED, "the queue is full or broken");
  }

  private Failed failed(Kind kind, String why) {
    return new Failed(new BrokerException(kind, place + ": " + why, null));
  }
}
