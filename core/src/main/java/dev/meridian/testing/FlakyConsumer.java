package dev.meridian.testing;

import dev.meridian.broker.Broker;
import dev.meridian.broker.Consumer;
import dev.meridian.broker.Delivery;
import dev.meridian.broker.DeliveryListener;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A consumer that loses its connection and resumes. Its lock is never held while a listener is
/// called.
final class FlakyConsumer implements Consumer {
  private final Broker broker;
  private final QueueName queue;
  private final DeliveryListener listener;
  private final Set<FlakyDelivery> unsettled = ConcurrentHashMap.newKeySet();
  private int prefetch;
  private boolean closed;
  private @Nullable Consumer attached;
  private volatile boolean connected;
  private volatile int connection; // the number of the last one

  FlakyConsumer(Broker broker, QueueName queue, int prefetch, DeliveryListener listener) {
    this.broker = broker;
    this.queue = queue;
    this.prefetch = prefetch;
    this.listener = listener;
  }

  synchronized void attach() {
    if (!closed && attached == null) {
      connected = true;
      int number = ++connection;
      attached = broker.consume(queue, prefetch, delivery -> deliver(delivery, number));
    }
  }

  synchronized void detach() {
    connected = false;
    if (attached != null) {
      attached.close();
      attached = null;
    }
    unsettled.forEach(FlakyDelivery::requeue);
  }

  private void deliver(Delivery delivery, int number) {
    var flaky = new FlakyDelivery(delivery, number);
    unsettled.add(flaky);
    if (!flaky.isStale()) {
      listener.onDelivery(flaky);
    } else {
      flaky.requeue();
    }
  }

  /// Whether it is closed and everything is settled.
  synchronized boolean isOver() {
    return closed && unsettled.isEmpty();
  }

  @Override
  public QueueName queue() {
    return queue;
  }

  @Override
  public synchronized void prefetch(int limit) {
    if (attached != null) {
      attached.prefetch(limit);
    }
    prefetch = limit;
  }

  @Override
  public synchronized boolean isConsuming() {
    return attached != null && attached.isConsuming();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (attached != null) {
      attached.close();
      attached = null;
    }
  }

  /// A delivery that is settled at most once, also if its connection broke.
  private final class FlakyDelivery implements Delivery {
    private final Delivery delivery;
    private final int number;
    private final AtomicBoolean settled = new AtomicBoolean();

    FlakyDelivery(Delivery delivery, int number) {
      this.delivery = delivery;
      this.number = number;
    }

    @Override
    public Message message() {
      return delivery.message();
    }

    @Override
    public QueueName queue() {
      return queue;
    }

    @Override
    public boolean redelivered() {
      return delivery.redelivered();
    }

    @Override
    public int failedDeliveries() {
      return delivery.failedDeliveries();
    }

    @Override
    public boolean isStale() {
      return !connected || number != connection || delivery.isStale();
    }

    @Override
    public void ack() {
      settle(delivery::ack);
    }

    @Override
    public void requeue() {
      settle(delivery::requeue);
    }

    @Override
    public void reject() {
      settle(delivery::reject);
    }

    @Override
    public void deadLetter(String reason) {
      settle(() -> delivery.deadLetter(reason));
    }

    private void settle(Runnable how) {
      if (settled.compareAndSet(false, true)) {
        unsettled.remove(this);
        how.run();
      }
    }
  }
}
