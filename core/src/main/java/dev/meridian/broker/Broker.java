package dev.meridian.broker;

import dev.meridian.route.QueueName;
import java.util.List;

/// A message broker: one supervised connection to one address, which reconnects by itself. Queues
/// are durable, deliver at least once and count deliveries. Thread-safe; every method blocks and is
/// meant for virtual threads. Run the contract suite `BrokerContract` against every implementation.
public interface Broker extends AutoCloseable {
  /// Makes the queue exist, with its binding for plain and delayed messages. Idempotent; repeated
  /// by itself after every reconnection.
  ///
  /// @throws BrokerException if the broker is down, or the queue exists with other arguments
  void declare(QueueName queue);

  /// Publishes and returns once the broker has confirmed that the message is safe (I1). At most a
  /// window of messages is unconfirmed at a time; further callers wait for their turn, for a
  /// bounded time.
  ///
  /// @throws BrokerException that says why not: unroutable, refused, blocked, down or unconfirmed
  void publish(Publication publication);

  /// Publishes many, pipelined, and returns once all are confirmed.
  ///
  /// @return what became of each, in order
  List<PublishOutcome> publishAll(List<Publication> publications);

  /// Announces many, in order, pipelined, and returns once all are confirmed: each is kept by every
  /// queue that wants it, also if that is none.
  ///
  /// @return for each in order: whether it is confirmed, else why not
  List<PublishOutcome> announceAll(List<Announcement> announcements);

  /// Starts to consume. Deliveries arrive one after another on the broker's dispatch thread, which
  /// `listener` must not block. Consuming resumes by itself after a reconnection.
  ///
  /// @param prefetch the most deliveries that are unsettled at a time, 1 to 2,000
  Consumer consume(QueueName queue, int prefetch, DeliveryListener listener);

  /// How much waits in the queue.
  ///
  /// @throws BrokerException if the broker is down or the queue does not exist
  QueueDepth depth(QueueName queue);

  /// Whether it can be published to now. Never blocks.
  BrokerState state();

  /// Where it is, for people: the URL without its secrets.
  String address();

  /// Waits a bounded time for outstanding confirms, hands unsettled deliveries back and
  /// disconnects. Idempotent.
  @Override
  void close();
}
