package dev.meridian.memory;

import dev.meridian.broker.QueueDepth;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One queue: messages that wait, in the order they were published. What is handed back takes its
/// old place. Of the consumers of positions one at a time is given any, the one that came first.
/// Thread-safe: one lock guards the queue and the counts of its consumers; nothing is called while
/// it is held.
final class MemoryQueue {
  private final QueueName name;
  private final MemoryQueues queues;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TreeMap<Long, Queued> waiting = new TreeMap<>();
  private long published;
  private final List<MemoryConsumer> consumers = new ArrayList<>();
  private final boolean oneByOne;

  /// A message in the queue.
  ///
  /// @param place in the order of the queue
  /// @param message as published
  /// @param failedDeliveries how often it was handed back
  record Queued(long place, Message message, int failedDeliveries) {}

  MemoryQueue(QueueName name, MemoryQueues queues) {
    this.name = name;
    this.queues = queues;
    this.oneByOne = name.isOfPositions() || name.equals(QueueName.MQTT);
  }

  QueueName name() {
    return name;
  }

  /// The lock that guards the counts of its consumers too.
  ReentrantLock lock() {
    return lock;
  }

  /// Signalled whenever a consumer may have something to do.
  Condition changed() {
    return changed;
  }

  /// Adds a message unless so many wait already.
  boolean add(Message message, int maxWaiting) {
    lock.lock();
    try {
      if (waiting.size() >= maxWaiting) {
        return false;
      }
      append(message);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Adds a message that was taken on before.
  void addWhateverItsLength(Message message) {
    add(message, Integer.MAX_VALUE);
  }

  /// Adds a message; if so many wait already, the oldest goes.
  void addMakingRoom(Message message, int maxWaiting) {
    lock.lock();
    try {
      if (waiting.size() >= maxWaiting) {
        waiting.pollFirstEntry();
      }
      append(message);
    } finally {
      lock.unlock();
    }
  }

  private void append(Message message) {
    published++;
    waiting.put(published, new Queued(published, message, 0));
    changed.signalAll();
  }

  /// Whether nothing waits. Holding the lock.
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// Takes the first of what waits. Holding the lock.
  Queued take() {
    return waiting.pollFirstEntry().getValue();
  }

  /// Takes a message back, or buries it if that happened too often.
  void handBack(Queued queued) {
    int failures = queued.failedDeliveries() + 1;
    if (failures > queues.deliveryLimit()) {
      bury(
          new Queued(queued.place(), queued.message(), failures),
          "not settled after " + failures + " deliveries");
      return;
    }
    lock.lock();
    try {
      waiting.put(queued.place(), new Queued(queued.place(), queued.message(), failures));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Moves a message that was taken to the dead letters.
  void bury(Queued queued, String reason) {
    queues.bury(queued.message(), name, queued.failedDeliveries(), reason);
  }

  /// Takes note of a consumer.
  void join(MemoryConsumer consumer) {
    lock.lock();
    try {
      consumers.add(consumer);
    } finally {
      lock.unlock();
    }
  }

  /// Takes note that a consumer wants no more. Holding the lock.
  void leave(MemoryConsumer consumer) {
    consumers.remove(consumer);
    changed.signalAll();
  }

  /// Whether a consumer may take from the queue. Holding the lock.
  boolean isTurnOf(MemoryConsumer consumer) {
    return !oneByOne || (!consumers.isEmpty() && consumers.getFirst() == consumer);
  }

  QueueDepth depth() {
    lock.lock();
    try {
      return new QueueDepth(waiting.size(), consumers.size());
    } finally {
      lock.unlock();
    }
  }
}
