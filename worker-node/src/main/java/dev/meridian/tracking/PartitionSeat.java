package dev.meridian.tracking;

import dev.meridian.broker.Broker;
import dev.meridian.broker.Consumer;
import dev.meridian.route.QueueName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The place of this worker at the queue of one partition: its subscription, and the thread that
/// works. If the thread fails, of whatever it is, the place is left for a while: what was taken
/// goes back and the subscription ends, so that the broker gives the partition to another worker.
/// Thread-safe.
final class PartitionSeat {
  /// The most messages of a partition that are here unsettled. Each may have 1,000 positions; so
  /// many keep rounds full, also if each has one.
  static final int PREFETCH = 20;

  private static final Logger LOG = LoggerFactory.getLogger(PartitionSeat.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final QueueName queue;
  private final Broker broker;
  private final PartitionLoop loop;
  private final Stop stop;
  private final Thread thread;
  private volatile @Nullable Consumer consumer;
  private volatile boolean leaving;

  PartitionSeat(QueueName queue, Broker broker, PartitionLoop loop, Stop stop) {
    this.queue = queue;
    this.broker = broker;
    this.loop = loop;
    this.stop = stop;
    this.thread = Thread.ofPlatform().daemon().name(queue.value()).unstarted(this::stay);
  }

  /// Starts. Blocks until the broker answered, or throws its exception.
  void start() {
    broker.declare(queue);
    subscribe();
    thread.start();
  }

  private void subscribe() {
    Consumer taken = broker.consume(queue, PREFETCH, loop::take);
    consumer = taken;
    if (leaving) {
      taken.close();
    }
  }

  /// Takes no further deliveries.
  void stopTaking() {
    leaving = true;
    unsubscribe();
  }

  private void unsubscribe() {
    Consumer taken = consumer;
    if (taken != null) {
      taken.close();
    }
  }

  private void stay() {
    while (!stop.isRaised()) {
      try {
        loop.run();
      } catch (RuntimeException | Error e) {
        leave(e);
        stop.pause(PAUSE);
        comeBack();
      }
    }
    loop.handBack();
  }

  /// Leaves the place to another worker; whatever fails of that is tried again by [#comeBack].
  private void leave(Throwable failure) {
    try {
      unsubscribe();
      loop.handBack();
    } catch (RuntimeException | Error e) {
      failure.addSuppressed(e);
    }
    try {
      LOG.error("{}: failed, left to another worker for {}", queue, PAUSE, failure);
    } catch (Error _) { // there is no memory even for that
    }
  }

  private void comeBack() {
    while (!stop.isRaised() && !leaving) {
      try {
        unsubscribe();
        loop.handBack();
        subscribe();
        return;
      } catch (RuntimeException | Error e) {
        LOG.warn("{}: not consumed again: {}", queue, e.toString());
        stop.pause(PAUSE);
      }
    }
  }

  /// Whether all that was taken is settled.
  boolean isIdle() {
    return loop.isIdle();
  }

  /// Whether a message came within this time.
  boolean wasGivenOneWithin(Duration time) {
    return loop.wasGivenOneWithin(time);
  }

  boolean isConsuming() {
    Consumer taken = consumer;
    return taken != null && taken.isConsuming();
  }

  /// Waits until the thread has ended, after it was told to stop.
  ///
  /// @return whether it has
  boolean join(Duration wait) throws InterruptedException {
    return !thread.isAlive() || thread.join(wait);
  }
}
