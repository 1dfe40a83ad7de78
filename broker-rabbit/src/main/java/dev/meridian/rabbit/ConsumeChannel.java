package dev.meridian.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.meridian.broker.DeliveryListener;
import dev.meridian.rabbit.Settlements.Verdict;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One channel on which one queue is consumed. Its deliveries die with it.
///
/// Quorum queues limit deliveries per subscription only, and a running one cannot be changed. So a
/// higher prefetch adds a subscription for the difference. A lower one ends all; what they
/// delivered counts against the new limit until it is settled, and only the rest is subscribed to.
final class ConsumeChannel extends DefaultConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumeChannel.class);
  private static final int MOST_SUBSCRIPTIONS = 8;

  private final QueueName queue;
  private final DeliveryListener listener;
  private final DeadLetters deadLetters;
  private final Runnable wake;
  private final Settlements settlements;
  private final Map<String, Integer> subscriptions = new ConcurrentHashMap<>();
  private final AtomicInteger leaving = new AtomicInteger();
  private int lastTag; // confined to the callers of consume
  private volatile boolean consuming;
  private volatile boolean cancelled; // by the broker, since the last subscription
  private volatile boolean ended;

  /// @param wake called when [#consume(int)] may have something to do
  ConsumeChannel(
      Channel channel,
      QueueName queue,
      DeliveryListener listener,
      DeadLetters deadLetters,
      Runnable wake) {
    super(channel);
    this.queue = queue;
    this.listener = listener;
    this.deadLetters = deadLetters;
    this.wake = wake;
    this.settlements = new Settlements(channel, queue.value(), wake);
    settlements.start();
  }

  QueueName queue() {
    return queue;
  }

  boolean isOpen() {
    return getChannel().isOpen();
  }

  boolean isConsuming() {
    return consuming && !cancelled && !ended && isOpen();
  }

  /// Takes a step towards this prefetch; idempotent. Called by one thread at a time.
  void consume(int limit) throws IOException {
    settlements.prefetch(limit);
    if (subscribed() > limit || subscriptions.size() > MOST_SUBSCRIPTIONS) {
      cancel();
    }
    int orphans = settlements.orphans();
    if (leaving.get() == 0 && orphans >= 0) {
      consuming &= !cancelled; // a new subscription counts once it is there
      cancelled = false;
      int free = limit - subscribed() - orphans;
      if (free > 0 && (orphans == 0 || free >= limit / 4)) {
        subscribe(free);
      }
      consuming = true;
    }
  }

  /// Stops deliveries; those here may still be settled.
  void end() throws IOException {
    ended = true;
    try {
      cancel();
    } finally {
      settlements.end();
    }
  }

  /// Writes what is settled and closes.
  void finish(Duration wait) {
    settlements.finish(wait);
  }

  void settle(long tag, Verdict verdict) {
    settlements.settle(tag, verdict);
  }

  void bury(RabbitDelivery delivery, String reason) {
    deadLetters.bury(delivery, reason);
  }

  @Override
  public void handleDelivery(
      String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
    settlements.delivered(envelope.getDeliveryTag());
    var delivery = new RabbitDelivery(this, envelope, message(envelope, properties, body));
    if (ended) {
      delivery.requeue();
      return;
    }
    try {
      listener.onDelivery(delivery);
    } catch (RuntimeException | Error e) {
      LOG.error("{}: the listener failed", queue, e);
      delivery.listenerFailed(e);
    }
  }

  private Message message(Envelope envelope, BasicProperties properties, byte[] body) {
    Message message = AmqpMapping.message(properties, body);
    return queue.equals(QueueName.MQTT)
        ? message.withHeaders(Map.of(Message.TOPIC, envelope.getRoutingKey()))
        : message;
  }

  /// The broker ended a subscription: the queue is gone, or a delivery was held for too long.
  @Override
  public void handleCancel(String consumerTag) {
    LOG.warn("{}: the broker ended the subscription", queue);
    cancelled = true;
    subscriptions.remove(consumerTag);
    settlements.orphan();
    wake.run();
  }

  /// A subscription ended as we wished; all it delivered has been handed out before.
  @Override
  public void handleCancelOk(String consumerTag) {
    settlements.orphan();
    leaving.decrementAndGet();
    wake.run();
  }

  private int subscribed() {
    return subscriptions.values().stream().mapToInt(Integer::intValue).sum();
  }

  // Known before it begins, as the broker may end it before we hear that it began.
  private void subscribe(int limit) throws IOException {
    String tag = "s" + ++lastTag;
    getChannel().basicQos(limit, false);
    subscriptions.put(tag, limit);
    getChannel().basicConsume(queue.value(), false, tag, this);
  }

  private void cancel() throws IOException {
    for (String tag : List.copyOf(subscriptions.keySet())) {
      leaving.incrementAndGet();
      subscriptions.remove(tag);
      getChannel().basicCancel(tag);
    }
  }
}
