package dev.meridian.memory;

import dev.meridian.broker.Announcement;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.broker.Publication;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.DeadLetter.Death;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// All queues of one embedded broker and what is on its way to them. Thread-safe.
final class MemoryQueues {

  private final Map<QueueName, MemoryQueue> queues = new ConcurrentHashMap<>();
  private final List<Consumer<Announcement>> listeners = new CopyOnWriteArrayList<>();
  private final InstantSource clock;
  private final MemoryBroker.Bounds bounds;
  private final Delays delays;
  private final MemoryControlBus control = new MemoryControlBus();

  MemoryQueues(InstantSource clock, MemoryBroker.Bounds bounds) {
    this.clock = clock;
    this.bounds = bounds;
    this.delays = new Delays(clock, bounds.maxQueued());
  }

  MemoryControlBus control() {
    return control;
  }

  MemoryQueue declare(QueueName name) {
    return queues.computeIfAbsent(name, n -> new MemoryQueue(n, this));
  }

  MemoryQueue existing(QueueName name) {
    MemoryQueue queue = queues.get(name);
    if (queue == null) {
      throw new BrokerException(Kind.UNROUTABLE, "no queue " + name, null);
    }
    return queue;
  }

  void publish(Publication publication) {
    MemoryQueue queue = existing(publication.queue());
    Message message = publication.message();
    Duration delay = publication.delay();
    boolean taken =
        delay.isPositive()
            ? delays.schedule(delay, () -> queue.addWhateverItsLength(message))
            : queue.add(message, bounds.maxQueued());
    if (!taken) {
      throw new BrokerException(Kind.REFUSED, "queue " + queue.name() + " is full", null);
    }
  }

  void announce(Announcement announcement) {
    listeners.forEach(listener -> listener.accept(announcement));
  }

  AutoCloseable onAnnouncement(Consumer<Announcement> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  int deliveryLimit() {
    return bounds.deliveryLimit();
  }

  /// Adds a message to the dead letters, which make room for it if need be.
  void bury(Message message, QueueName from, int deliveries, String reason) {
    Message letter =
        DeadLetter.buried(message, new Death(from, reason, deliveries, clock.instant()));
    declare(QueueName.DEAD).addMakingRoom(letter, bounds.maxQueued());
  }
}
