package dev.meridian.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import dev.meridian.broker.Announcement;
import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerState;
import dev.meridian.broker.Consumer;
import dev.meridian.broker.DeliveryListener;
import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.broker.PublishOutcome.Failed;
import dev.meridian.broker.QueueDepth;
import dev.meridian.control.ControlBus;
import dev.meridian.route.QueueName;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// One RabbitMQ: two supervised connections, one that publishes and one that consumes, as an alarm
/// blocks publishers only. Thread-safe.
///
/// A message goes to the topic exchange with its queue's name as routing key, persistent, mandatory
/// and confirmed; a delayed one goes through the [DelayLadder]. Limits on a queue are set by
/// policies of the broker, not here.
public final class RabbitBroker implements Broker {
  private final RabbitConfig config;
  private final DelayLadder ladder;
  private final Publisher publisher;
  private final DeadLetters deadLetters;
  private final Subscriptions subscriptions;
  private final RabbitControlBus control;

  private RabbitBroker(RabbitConfig config, InstantSource clock) {
    this.config = config;
    Topology topology = new Topology(config.names());
    this.ladder = new DelayLadder(topology, config);
    this.publisher = new Publisher(config, topology);
    this.deadLetters = new DeadLetters(publisher, config, clock);
    this.subscriptions = new Subscriptions(topology, deadLetters, config);
    this.control = new RabbitControlBus(publisher, subscriptions.link(), clock);
    subscriptions.alsoTend(control::tend);
  }

  /// A broker that connects in the background. Returns at once, whether or not it can be reached,
  /// and keeps trying until closed.
  ///
  /// @param clock for the time of death in dead letters
  public static RabbitBroker connect(RabbitConfig config, InstantSource clock) {
    RabbitBroker broker = new RabbitBroker(config, clock);
    broker.publisher.link().start();
    broker.subscriptions.link().start();
    broker.control.start();
    return broker;
  }

  /// Waits until it can be published to and consumed from.
  ///
  /// @return whether it can
  public boolean awaitConnected(Duration wait) {
    long started = System.nanoTime();
    return publisher.link().awaitUp(wait)
        && subscriptions.link().awaitUp(wait.minusNanos(System.nanoTime() - started));
  }

  /// The control bus of this broker, on the same connections.
  public ControlBus control() {
    return control;
  }

  @Override
  public void declare(QueueName queue) {
    try {
      subscriptions.declare(queue);
    } catch (IOException | ShutdownSignalException e) {
      throw Faults.of("queue " + queue + " (expected: durable, x-queue-type quorum only)", e);
    }
  }

  @Override
  public void publish(Publication publication) {
    if (publishAll(List.of(publication)).getFirst() instanceof Failed(BrokerException reason)) {
      throw new BrokerException(reason.kind(), reason.getMessage(), reason);
    }
  }

  @Override
  public List<PublishOutcome> publishAll(List<Publication> publications) {
    Batch batch = new Batch(publications.size());
    List<Outgoing> routed = new ArrayList<>(publications.size());
    for (int i = 0; i < publications.size(); i++) {
      Batch.Slot slot = batch.slot(i);
      try {
        routed.add(route(publications.get(i), slot));
      } catch (BrokerException e) {
        slot.settle(new Failed(e));
      }
    }
    publisher.publish(batch, routed);
    return batch.outcomes();
  }

  @Override
  public List<PublishOutcome> announceAll(List<Announcement> announcements) {
    Batch batch = new Batch(announcements.size());
    List<Outgoing> messages = new ArrayList<>(announcements.size());
    for (Announcement announcement : announcements) {
      messages.add(Outgoing.of(announcement, batch.slot(messages.size())));
    }
    publisher.publish(batch, messages);
    return batch.outcomes();
  }

  @Override
  public Consumer consume(QueueName queue, int prefetch, DeliveryListener listener) {
    return subscriptions.add(queue, prefetch, listener);
  }

  @Override
  public QueueDepth depth(QueueName queue) {
    Line line = subscriptions.link().line();
    try {
      AMQP.Queue.DeclareOk found = line.ask(channel -> channel.queueDeclarePassive(queue.value()));
      return new QueueDepth(found.getMessageCount(), found.getConsumerCount());
    } catch (IOException | ShutdownSignalException e) {
      throw Faults.of("queue " + queue, e);
    }
  }

  @Override
  public BrokerState state() {
    return publisher.state();
  }

  @Override
  public String address() {
    return config.address();
  }

  @Override
  public void close() {
    Duration wait = config.timeouts().confirm();
    control.close();
    subscriptions.stop();
    deadLetters.awaitIdle(wait);
    publisher.close();
    subscriptions.finish(wait);
    subscriptions.link().close();
  }

  private Outgoing route(Publication publication, Batch.Slot slot) {
    QueueName queue = publication.queue();
    if (!publication.delay().isPositive()) {
      return new Outgoing(slot, "", queue.value(), queue, publication.message());
    }
    Delay delay = Delay.of(publication.delay());
    try {
      ladder.prepare(subscriptions.link().line(), delay, queue);
    } catch (IOException | ShutdownSignalException e) {
      throw Faults.of("queue " + queue, e);
    }
    return new Outgoing(slot, ladder.entrance(), delay.key(queue), queue, publication.message());
  }
}
