package dev.meridian.testing;

import dev.meridian.broker.Announcement;
import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.broker.BrokerState;
import dev.meridian.broker.Consumer;
import dev.meridian.broker.DeliveryListener;
import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.broker.QueueDepth;
import dev.meridian.route.QueueName;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A broker that fails when it is told to, around any other one: goes down and up again, is
/// blocked, or keeps messages without confirming them. Thread-safe.
public final class FlakyBroker implements Broker {
  private final Broker broker;
  private final Set<FlakyConsumer> consumers = ConcurrentHashMap.newKeySet();
  private final AtomicInteger confirmsToLose = new AtomicInteger();
  private volatile BrokerState trouble = BrokerState.UP;

  /// A broker that works as `broker` does until told otherwise, and closes it with itself.
  public FlakyBroker(Broker broker) {
    this.broker = broker;
  }

  /// Breaks the connection: publishing fails, consumers get nothing more, and what they have not
  /// settled goes back to its queue.
  public synchronized void goDown() {
    trouble = BrokerState.DOWN;
    consumers.forEach(FlakyConsumer::detach);
  }

  /// Lets publishers be refused, as at a memory alarm. Consumers go on.
  public synchronized void block() {
    trouble = BrokerState.BLOCKED;
    consumers.forEach(FlakyConsumer::attach);
  }

  /// Ends all trouble; consumers resume.
  public synchronized void recover() {
    trouble = BrokerState.UP;
    consumers.forEach(FlakyConsumer::attach);
  }

  /// Lets the next `count` messages be kept, but reported as unconfirmed.
  public void loseConfirms(int count) {
    confirmsToLose.set(count);
  }

  @Override
  public void declare(QueueName queue) {
    checkConnected();
    broker.declare(queue);
  }

  @Override
  public void publish(Publication publication) {
    checkConnected();
    if (trouble == BrokerState.BLOCKED) {
      throw new BrokerException(Kind.BLOCKED, "blocked by the test", null);
    }
    broker.publish(publication);
    if (confirmsToLose.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw new BrokerException(Kind.UNCONFIRMED, "confirm lost by the test", null);
    }
  }

  @Override
  public List<PublishOutcome> publishAll(List<Publication> publications) {
    return publications.stream().map(this::outcome).toList();
  }

  private PublishOutcome outcome(Publication publication) {
    try {
      publish(publication);
      return PublishOutcome.Confirmed.INSTANCE;
    } catch (BrokerException e) {
      return new PublishOutcome.Failed(e);
    }
  }

  @Override
  public List<PublishOutcome> announceAll(List<Announcement> announcements) {
    return trouble == BrokerState.UP
        ? broker.announceAll(announcements)
        : announcements.stream().map(_ -> inTrouble()).toList();
  }

  private static PublishOutcome inTrouble() {
    return new PublishOutcome.Failed(
        new BrokerException(Kind.DOWN, "down by the will of the test", null));
  }

  @Override
  public synchronized Consumer consume(QueueName queue, int prefetch, DeliveryListener listener) {
    checkConnected();
    var consumer = new FlakyConsumer(broker, queue, prefetch, listener);
    consumer.attach();
    consumers.removeIf(FlakyConsumer::isOver);
    consumers.add(consumer);
    return consumer;
  }

  @Override
  public QueueDepth depth(QueueName queue) {
    checkConnected();
    return broker.depth(queue);
  }

  @Override
  public BrokerState state() {
    return trouble == BrokerState.UP ? broker.state() : trouble;
  }

  @Override
  public String address() {
    return broker.address();
  }

  @Override
  public void close() {
    broker.close();
  }

  private void checkConnected() {
    if (trouble == BrokerState.DOWN) {
      throw new BrokerException(Kind.DOWN, "down by the will of the test", null);
    }
  }
}
