package dev.meridian.tracking;

import dev.meridian.broker.Delivery;
import dev.meridian.track.Position;
import dev.meridian.track.PositionMessage;
import dev.meridian.tracking.Tally.Count;
import dev.meridian.wire.MalformedMessageException;
import dev.meridian.wire.Seal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One partition of a region's positions, on a thread of its own: takes its messages in order, and
/// those that wait already together, up to 1,000 positions at a time. A message is acknowledged
/// after what follows from it is kept (I2). One that cannot be read, or that the evaluation fails
/// of, goes to the dead letters, and the next one is taken (I10).
final class PartitionLoop {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionLoop.class);
  private static final long LOOK_MILLIS = 100;

  private final String region;
  private final Evaluator evaluator;
  private final Seal seal;
  private final Tally.Running tally;
  private final Stop stop;
  private final BlockingQueue<Delivery> waiting = new LinkedBlockingQueue<>(); // by prefetch
  private final AtomicInteger unsettled = new AtomicInteger();
  private volatile @Nullable Long lastTaken;
  private @Nullable Parcel next;

  /// A message that was read.
  private record Parcel(Delivery delivery, List<Position> positions) {}

  /// @param seal that messages arrive in
  /// @param stop hands back what is not begun
  PartitionLoop(String region, Evaluator evaluator, Seal seal, Tally.Running tally, Stop stop) {
    this.region = region;
    this.evaluator = evaluator;
    this.seal = seal;
    this.tally = tally;
    this.stop = stop;
  }

  /// Takes a delivery in, without blocking.
  void take(Delivery delivery) {
    unsettled.incrementAndGet();
    lastTaken = System.nanoTime();
    waiting.add(delivery);
  }

  /// Whether nothing is here that is not settled.
  boolean isIdle() {
    return unsettled.get() == 0;
  }

  /// Whether a message came within this time.
  boolean wasGivenOneWithin(Duration time) {
    Long last = lastTaken;
    return last != null && System.nanoTime() - last < time.toNanos();
  }

  /// Works until it is told to stop, and hands back what is left, in order.
  void run() {
    while (!stop.isRaised()) {
      try {
        List<Parcel> round = round();
        work(round);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        stop.raise();
      }
    }
    handBack();
  }

  private List<Parcel> round() throws InterruptedException {
    List<Parcel> round = new ArrayList<>();
    Parcel parcel = next == null ? read(waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS)) : next;
    int positions = 0;
    while (parcel != null && positions + parcel.positions().size() <= Evaluator.MOST) {
      round.add(parcel);
      positions += parcel.positions().size();
      parcel = read(waiting.poll());
    }
    next = parcel;
    return round;
  }

  /// The message of a delivery; null if there is none, or it cannot be read.
  private @Nullable Parcel read(@Nullable Delivery delivery) {
    if (delivery == null) {
      return null;
    }
    try {
      PositionMessage.Batch batch = PositionMessage.read(delivery.message(), region, seal);
      tally.count(Count.UNREADABLE, batch.refused().size());
      batch.refused().forEach(why -> LOG.debug("{}: a position: {}", delivery.queue(), why));
      return new Parcel(delivery, batch.positions());
    } catch (MalformedMessageException e) {
      LOG.warn("dead letter from {}: {}", delivery.queue(), e.getMessage());
      delivery.deadLetter(String.valueOf(e.getMessage()));
      tally.count(Count.BURIED, 1);
      return new Parcel(delivery, List.of()); // which is settled once more, in vain
    }
  }

  private void work(List<Parcel> round) {
    try {
      List<Position> positions = new ArrayList<>();
      round.forEach(parcel -> positions.addAll(parcel.positions()));
      boolean kept = positions.isEmpty() || stop.untilUp(() -> evaluator.evaluate(positions));
      round.forEach(parcel -> settle(parcel.delivery(), kept));
    } catch (RuntimeException e) {
      retrySingly(round, e);
    }
  }

  /// Finds out which message it was.
  private void retrySingly(List<Parcel> round, RuntimeException failure) {
    if (round.size() > 1) {
      round.forEach(parcel -> work(List.of(parcel)));
    } else {
      LOG.error("region {}: positions could not be evaluated", region, failure);
      Delivery delivery = round.getFirst().delivery();
      delivery.deadLetter("EvaluationFailure: " + failure);
      tally.count(Count.BURIED, 1);
      unsettled.decrementAndGet();
    }
  }

  private void settle(Delivery delivery, boolean kept) {
    if (kept) {
      delivery.ack();
    } else {
      delivery.requeue();
    }
    unsettled.decrementAndGet();
  }

  private void handBack() {
    Parcel read = next;
    if (read != null) {
      settle(read.delivery(), false);
    }
    next = null;
    List<Delivery> left = new ArrayList<>();
    waiting.drainTo(left);
    left.forEach(delivery -> settle(delivery, false));
  }
}
