package dev.meridian.tracking;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Consumer;
import dev.meridian.route.QueueName;
import dev.meridian.track.Partition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// Consumes the positions of one region: a queue and a thread for each partition, so that the
/// positions of an object are evaluated one after another. Of several workers of a region, the
/// broker gives the messages of a partition to one, and to another when that one is gone. The
/// threads are the system's, as evaluating takes a core for long: virtual ones would keep those of
/// the connections from running. Thread-safe.
final class PositionConsumer {
  /// The most messages of a partition that are here unsettled.
  static final int PREFETCH = 100;

  private final String region;
  private final Broker broker;
  private final List<PartitionLoop> loops = new ArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final List<Consumer> consumers = new CopyOnWriteArrayList<>();

  PositionConsumer(String region, Broker broker, Supplier<PartitionLoop> loop) {
    this.region = region;
    this.broker = broker;
    for (int partition = 0; partition < Partition.COUNT; partition++) {
      loops.add(loop.get());
    }
  }

  /// Starts. Blocks until the broker answered, or throws its exception.
  void start() {
    for (int partition = 0; partition < Partition.COUNT; partition++) {
      QueueName queue = QueueName.positions(region, partition);
      PartitionLoop loop = loops.get(partition);
      broker.declare(queue);
      threads.add(Thread.ofPlatform().daemon().name(queue.value()).start(loop::run));
      consumers.add(broker.consume(queue, PREFETCH, loop::take));
    }
  }

  /// Takes no further deliveries.
  void stopTaking() {
    consumers.forEach(Consumer::close);
  }

  /// Whether all that was taken is settled.
  boolean isIdle() {
    return loops.stream().allMatch(PartitionLoop::isIdle);
  }

  boolean isConsuming() {
    return consumers.size() == Partition.COUNT
        && consumers.stream().allMatch(Consumer::isConsuming);
  }

  /// How many of its partitions it consumes.
  int consumed() {
    return (int) consumers.stream().filter(Consumer::isConsuming).count();
  }

  /// How many of its partitions a message came of within this time. The broker does not say which
  /// of several consumers it gives messages to.
  int givenWithin(Duration time) {
    return (int) loops.stream().filter(loop -> loop.wasGivenOneWithin(time)).count();
  }

  /// Waits until every thread has ended, after it was told to stop.
  ///
  /// @return whether they have
  boolean join(Duration wait) throws InterruptedException {
    boolean ended = true;
    for (Thread thread : threads) {
      ended &= thread.join(wait);
    }
    return ended;
  }

  /// Whether positions of an object may wait that nobody has evaluated yet: then nothing can be
  /// concluded from its silence.
  boolean hasBacklog(int partition) {
    try {
      // In this order, as messages go from the broker to the loop.
      return broker.depth(QueueName.positions(region, partition)).ready() > 0
          || !loops.get(partition).isIdle();
    } catch (BrokerException e) {
      return true;
    }
  }
}
