package dev.meridian.memory;

import dev.meridian.broker.Delivery;
import dev.meridian.memory.MemoryQueue.Queued;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;

/// One message in the hands of one consumer.
final class MemoryDelivery implements Delivery {
  private final MemoryConsumer consumer;
  private final Queued queued;

  MemoryDelivery(MemoryConsumer consumer, Queued queued) {
    this.consumer = consumer;
    this.queued = queued;
  }

  @Override
  public Message message() {
    return queued.message();
  }

  @Override
  public QueueName queue() {
    return consumer.queue();
  }

  @Override
  public boolean redelivered() {
    return queued.failedDeliveries() > 0;
  }

  @Override
  public int failedDeliveries() {
    return queued.failedDeliveries();
  }

  @Override
  public boolean isStale() {
    return consumer.isAbandoned();
  }

  @Override
  public void ack() {
    consumer.settle(this);
  }

  @Override
  public void requeue() {
    if (consumer.settle(this)) {
      consumer.handBack(queued);
    }
  }

  @Override
  public void deadLetter(String reason) {
    if (consumer.settle(this)) {
      consumer.bury(queued, reason);
    }
  }
}
