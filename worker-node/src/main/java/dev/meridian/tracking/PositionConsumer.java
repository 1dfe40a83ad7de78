package dev.meridian.tracking;

import dev.meridian.broker.Broker;
import dev.meridian.route.QueueName;
import dev.meridian.track.Partition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Consumes the positions of one region: a queue and a thread for each partition, so that the
/// positions of an object are evaluated one after another. Of several workers of a region, the
/// broker gives the messages of a partition to one, and to another when that one is gone. The
/// threads are the system's, as evaluating takes a core for long: virtual ones would keep those of
/// the connections from running. Thread-safe.
final class PositionConsumer {
  private final List<PartitionSeat> seats;

  PositionConsumer(String region, Broker broker, Supplier<PartitionLoop> loop, Stop stop) {
    List<PartitionSeat> all = new ArrayList<>();
    for (int partition = 0; partition < Partition.COUNT; partition++) {
      QueueName queue = QueueName.positions(region, partition);
      all.add(new PartitionSeat(queue, broker, loop.get(), stop));
    }
    this.seats = List.copyOf(all);
  }

  /// Starts. Blocks until the broker answered, or throws its exception.
  void start() {
    seats.forEach(PartitionSeat::start);
  }

  /// Takes no further deliveries.
  void stopTaking() {
    seats.forEach(PartitionSeat::stopTaking);
  }

  /// Whether all that was taken is settled.
  boolean isIdle() {
    return seats.stream().allMatch(PartitionSeat::isIdle);
  }

  boolean isConsuming() {
    return seats.stream().allMatch(PartitionSeat::isConsuming);
  }

  /// How many of its partitions it consumes.
  int consumed() {
    return (int) seats.stream().filter(PartitionSeat::isConsuming).count();
  }

  /// How many of its partitions a message came of within this time. The broker does not say which
  /// of several consumers it gives messages to.
  int givenWithin(Duration time) {
    return (int) seats.stream().filter(seat -> seat.wasGivenOneWithin(time)).count();
  }

  /// Waits until every thread has ended, after it was told to stop.
  ///
  /// @return whether they have
  boolean join(Duration wait) throws InterruptedException {
    boolean ended = true;
    for (PartitionSeat seat : seats) {
      ended &= seat.join(wait);
    }
    return ended;
  }
}
