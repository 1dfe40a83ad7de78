package dev.meridian.rabbit;

import dev.meridian.broker.DeliveryListener;
import dev.meridian.route.QueueName;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All consumers of one broker. They share the connection that never publishes, which no alarm
/// blocks. Thread-safe.
final class Subscriptions {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

  private final Topology topology;
  private final DeadLetters deadLetters;
  private final Link link;
  private final Set<RabbitConsumer> consumers = ConcurrentHashMap.newKeySet();
  private final List<Link.Tenant> others = new CopyOnWriteArrayList<>();
  // RabbitMQ 3.10 ends the whole connection when a quorum queue is consumed from in the instant of
  // its creation.
  private final BoundedLock declaring;

  Subscriptions(Topology topology, DeadLetters deadLetters, RabbitConfig config) {
    this.topology = topology;
    this.deadLetters = deadLetters;
    this.declaring =
        new BoundedLock("other queues are still being declared", config.timeouts().confirm());
    this.link = new Link("consume", config, this::tend);
  }

  Link link() {
    return link;
  }

  /// Has another tenant of the connection called after the consumers are looked after.
  void alsoTend(Link.Tenant other) {
    others.add(other);
  }

  RabbitConsumer add(QueueName queue, int prefetch, DeliveryListener listener) {
    RabbitConsumer consumer = new RabbitConsumer(queue, prefetch, listener, this);
    consumers.add(consumer);
    tend(consumer);
    link.wake();
    return consumer;
  }

  /// The queue with its bindings.
  ///
  /// @throws IOException if the broker refuses, or others declare for too long
  void declare(QueueName queue) throws IOException {
    Line line = link.line();
    declaring.run(() -> topology.declare(line, queue));
  }

  /// Looks after the consumer now, if there is a connection; else when there is one.
  void tend(RabbitConsumer consumer) {
    Line line = link.lineOrNull();
    if (line != null) {
      tend(line, consumer);
    }
  }

  /// A channel on which the queue exists, if it was ever declared here.
  ConsumeChannel open(Line line, QueueName queue, DeliveryListener listener) throws IOException {
    topology.restore(line, queue);
    return new ConsumeChannel(
        line.connection().createChannel(), queue, listener, deadLetters, link::wake);
  }

  /// Stops deliveries.
  void stop() {
    consumers.forEach(RabbitConsumer::close);
  }

  /// Settles what is known and hands back the rest.
  void finish(Duration wait) {
    consumers.forEach(consumer -> consumer.finish(wait));
  }

  private void tend(Line line) throws IOException {
    consumers.removeIf(RabbitConsumer::isGone);
    consumers.forEach(consumer -> tend(line, consumer));
    for (Link.Tenant other : others) {
      other.tend(line);
    }
  }

  private void tend(Line line, RabbitConsumer consumer) {
    try {
      declaring.run(() -> consumer.tend(line));
    } catch (IOException e) {
      LOG.warn("{}: looked after later: {}", consumer.queue(), Faults.text(e));
    }
  }
}
