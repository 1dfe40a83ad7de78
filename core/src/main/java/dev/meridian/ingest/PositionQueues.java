package dev.meridian.ingest;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerState;
import dev.meridian.geo.Region;
import dev.meridian.route.QueueName;
import dev.meridian.track.Partition;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The queues of positions of one region: declared at first use, and looked at once a second at
/// most, by one request on behalf of all. Thread-safe; the lock is held while the broker is asked.
final class PositionQueues {
  private static final long FRESH_NANOS = 1_000_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Look last;

  /// What was seen.
  ///
  /// @param broker whose queues
  /// @param queued messages in all of them
  /// @param nanos when
  private record Look(Broker broker, long queued, long nanos) {
    @SuppressWarnings("ReferenceEquality") // another connection may be to another place
    boolean isAt(Broker other) {
      return broker == other;
    }

    boolean isFresh() {
      return System.nanoTime() - nanos < FRESH_NANOS;
    }
  }

  /// Why nothing may be published there now; empty if it may.
  ///
  /// @throws dev.meridian.broker.BrokerException if the broker does not answer
  Optional<String> obstacle(Region region, Broker broker) {
    BrokerState state = broker.state();
    if (state != BrokerState.UP) {
      return Optional.of(
          state == BrokerState.DOWN ? "its broker is down" : "its broker takes nothing now");
    }
    long queued = queued(region, broker);
    return queued < region.maxQueued()
        ? Optional.empty()
        : Optional.of(
            queued + " messages of positions wait (expected: under " + region.maxQueued() + ")");
  }

  /// Something is not as it was: the next one looks again, and declares again.
  void lookAgain() {
    last = null;
  }

  private long queued(Region region, Broker broker) {
    Look seen = last;
    if (seen == null || !seen.isAt(broker)) {
      lock.lock();
    } else if (seen.isFresh() || !lock.tryLock()) {
      return seen.queued();
    }
    try {
      Look now = last;
      boolean known = now != null && now.isAt(broker);
      if (now == null || !known || !now.isFresh()) {
        now = new Look(broker, look(region, broker, known), System.nanoTime());
        last = now;
      }
      return now.queued();
    } finally {
      lock.unlock();
    }
  }

  private static long look(Region region, Broker broker, boolean known) {
    long queued = 0;
    for (int partition = 0; partition < Partition.COUNT; partition++) {
      QueueName queue = QueueName.positions(region.id(), partition);
      if (!known) {
        broker.declare(queue);
      }
      queued += broker.depth(queue).ready();
    }
    return queued;
  }
}
