package dev.meridian.rabbit;

import dev.meridian.broker.Delivery;
import dev.meridian.rabbit.Settlements.Verdict;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import java.util.concurrent.atomic.AtomicBoolean;

/// One delivery, tied to the channel it came on.
final class RabbitDelivery implements Delivery {
  private static final int MOST_FAILURES = 20;

  private final ConsumeChannel channel;
  private final com.rabbitmq.client.Envelope envelope;
  private final Message message;
  private final AtomicBoolean settled = new AtomicBoolean();

  RabbitDelivery(ConsumeChannel channel, com.rabbitmq.client.Envelope envelope, Message message) {
    this.channel = channel;
    this.envelope = envelope;
    this.message = message;
  }

  @Override
  public Message message() {
    return message;
  }

  @Override
  public QueueName queue() {
    return channel.queue();
  }

  @Override
  public boolean redelivered() {
    return envelope.isRedeliver();
  }

  @Override
  public int failedDeliveries() {
    return AmqpMapping.failedDeliveries(message);
  }

  @Override
  public boolean isStale() {
    return !channel.isOpen();
  }

  @Override
  public void ack() {
    settle(Verdict.ACK);
  }

  @Override
  public void requeue() {
    settle(Verdict.REQUEUE);
  }

  @Override
  public void reject() {
    settle(Verdict.REJECT);
  }

  @Override
  public void deadLetter(String reason) {
    if (settled.compareAndSet(false, true)) {
      channel.bury(this, reason);
    }
  }

  /// The listener threw: tried again, but not for ever, whatever the queue's policy is.
  void listenerFailed(Throwable cause) {
    if (failedDeliveries() < MOST_FAILURES) {
      settle(Verdict.REJECT);
    } else {
      deadLetter("the listener failed: " + cause);
    }
  }

  /// Settles what [#deadLetter(String)] left open.
  void conclude(Verdict verdict) {
    channel.settle(envelope.getDeliveryTag(), verdict);
  }

  private void settle(Verdict verdict) {
    if (settled.compareAndSet(false, true)) {
      conclude(verdict);
    }
  }
}
