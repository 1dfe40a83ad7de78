package dev.meridian.memory;

import dev.meridian.broker.Consumer;
import dev.meridian.broker.DeliveryListener;
import dev.meridian.memory.MemoryQueue.Queued;
import dev.meridian.route.QueueName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A consumer with a dispatch thread of its own. Its fields are guarded by its queue's lock.
final class MemoryConsumer implements Consumer {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryConsumer.class);

  private final MemoryQueue queue;
  private final ReentrantLock lock;
  private final DeliveryListener listener;
  private final Set<MemoryDelivery> unsettled = new LinkedHashSet<>();
  private int prefetch;
  private boolean open = true;
  private boolean abandoned;

  MemoryConsumer(MemoryQueue queue, int prefetch, DeliveryListener listener) {
    this.queue = queue;
    this.lock = queue.lock();
    this.prefetch = prefetch;
    this.listener = listener;
  }

  void start() {
    queue.join(this);
    Thread.ofVirtual().name("memory-consumer-" + queue.name()).start(this::dispatch);
  }

  private void dispatch() {
    MemoryDelivery delivery = next();
    while (delivery != null) {
      try {
        listener.onDelivery(delivery);
      } catch (RuntimeException e) {
        LOG.error("listener of queue {} failed, message goes back", queue.name(), e);
        delivery.requeue();
      }
      delivery = next();
    }
  }

  private @Nullable MemoryDelivery next() {
    lock.lock();
    try {
      while (open && (queue.isEmpty() || unsettled.size() >= prefetch || !queue.isTurnOf(this))) {
        queue.changed().awaitUninterruptibly();
      }
      if (!open) {
        return null;
      }
      var delivery = new MemoryDelivery(this, queue.take());
      unsettled.add(delivery);
      return delivery;
    } finally {
      lock.unlock();
    }
  }

  /// Takes note that a delivery is settled.
  ///
  /// @return whether it was not before
  boolean settle(MemoryDelivery delivery) {
    lock.lock();
    try {
      boolean first = unsettled.remove(delivery);
      queue.changed().signalAll();
      return first;
    } finally {
      lock.unlock();
    }
  }

  /// Whether its connection is broken.
  boolean isAbandoned() {
    lock.lock();
    try {
      return abandoned;
    } finally {
      lock.unlock();
    }
  }

  void handBack(Queued queued) {
    queue.handBack(queued);
  }

  void bury(Queued queued, String reason) {
    queue.bury(queued, reason);
  }

  @Override
  public QueueName queue() {
    return queue.name();
  }

  @Override
  public void prefetch(int limit) {
    MemoryBroker.checkPrefetch(limit);
    lock.lock();
    try {
      prefetch = limit;
      queue.changed().signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isConsuming() {
    lock.lock();
    try {
      return open;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (open) {
        open = false;
        queue.leave(this);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether it is closed and everything is settled.
  boolean isOver() {
    lock.lock();
    try {
      return !open && unsettled.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Closes it and hands back what is unsettled, as when its connection breaks.
  void abandon() {
    lock.lock();
    try {
      abandoned = true;
    } finally {
      lock.unlock();
    }
    close();
    unsettled().forEach(MemoryDelivery::requeue);
  }

  private List<MemoryDelivery> unsettled() {
    lock.lock();
    try {
      return List.copyOf(unsettled);
    } finally {
      lock.unlock();
    }
  }
}
