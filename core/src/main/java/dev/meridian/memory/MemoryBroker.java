package dev.meridian.memory;

import dev.meridian.InvalidValueException;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The embedded broker: queues in memory that behave like RabbitMQ's quorum queues. An instance is
/// one connection; [#connect()] opens another one to the same queues, which live as long as anybody
/// refers to them. Messages are not copied. Thread-safe.
public final class MemoryBroker implements Broker {
  private static final int MAX_PREFETCH = 2_000;

  private final MemoryQueues queues;
  private final Set<MemoryConsumer> consumers = ConcurrentHashMap.newKeySet();
  private volatile boolean open = true;

  /// What is kept at most.
  ///
  /// @param maxQueued messages that wait in one queue, and messages not yet due in all; further
  ///   ones are refused, but [QueueName#DEAD] drops its oldest instead
  /// @param deliveryLimit how often a message may be delivered without being settled before it
  ///   becomes a dead letter
  public record Bounds(int maxQueued, int deliveryLimit) {
    /// 100,000 messages; 20 deliveries, as RabbitMQ 4 has it.
    public static final Bounds STANDARD = new Bounds(100_000, 20);

    /// Checks that both are at least 1.
    public Bounds {
      if (maxQueued < 1 || deliveryLimit < 1) {
        throw new InvalidValueException("bounds", maxQueued + ", " + deliveryLimit, "1 or more");
      }
    }
  }

  /// A broker without queues, with the standard bounds.
  ///
  /// @param clock by which delays are measured
  public MemoryBroker(InstantSource clock) {
    this(clock, Bounds.STANDARD);
  }

  /// A broker without queues.
  ///
  /// @param clock by which delays are measured
  public MemoryBroker(InstantSource clock, Bounds bounds) {
    this(new MemoryQueues(clock, bounds));
  }

  private MemoryBroker(MemoryQueues queues) {
    this.queues = queues;
  }

  /// Another connection to the same queues, to be closed by itself.
  public MemoryBroker connect() {
    return new MemoryBroker(queues);
  }

  /// The control bus of these queues, the same for every connection to them.
  public MemoryControlBus control() {
    return queues.control();
  }

  @Override
  public void declare(QueueName queue) {
    checkOpen();
    queues.declare(queue);
  }

  @Override
  public void publish(Publication publication) {
    checkOpen();
    queues.publish(publication);
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
    return announcements.stream().map(this::announce).toList();
  }

  private PublishOutcome announce(Announcement announcement) {
    if (!open) {
      return new PublishOutcome.Failed(closed());
    }
    queues.announce(announcement);
    return PublishOutcome.Confirmed.INSTANCE;
  }

  /// Hears every announcement from now on, on the thread that makes it, which the listener must not
  /// block.
  ///
  /// @return ends it
  public AutoCloseable onAnnouncement(java.util.function.Consumer<Announcement> listener) {
    return queues.onAnnouncement(listener);
  }

  @Override
  public Consumer consume(QueueName queue, int prefetch, DeliveryListener listener) {
    checkPrefetch(prefetch);
    checkOpen();
    consumers.removeIf(MemoryConsumer::isOver);
    var consumer = new MemoryConsumer(queues.existing(queue), prefetch, listener);
    consumers.add(consumer);
    consumer.start();
    if (!open) {
      consumer.abandon();
    }
    return consumer;
  }

  @Override
  public QueueDepth depth(QueueName queue) {
    checkOpen();
    return queues.existing(queue).depth();
  }

  @Override
  public BrokerState state() {
    return open ? BrokerState.UP : BrokerState.DOWN;
  }

  @Override
  public String address() {
    return "memory://";
  }

  @Override
  public void close() {
    open = false;
    consumers.forEach(MemoryConsumer::abandon);
    consumers.clear();
  }

  private void checkOpen() {
    if (!open) {
      throw closed();
    }
  }

  private static BrokerException closed() {
    return new BrokerException(Kind.DOWN, "the connection to memory:// is closed", null);
  }

  static void checkPrefetch(int prefetch) {
    if (prefetch < 1 || prefetch > MAX_PREFETCH) {
      throw new InvalidValueException("prefetch", prefetch, "1.." + MAX_PREFETCH);
    }
  }
}
