package dev.meridian.tracking;

import dev.meridian.broker.Delivery;
import dev.meridian.track.Look;
import dev.meridian.track.Position;
import dev.meridian.track.PositionMessage;
import dev.meridian.tracking.Tally.Count;
import dev.meridian.wire.MalformedMessageException;
import dev.meridian.wire.Seal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
/// of, goes to the dead letters, and the next one is taken (I10). A look at silent objects is taken
/// after all positions in front of it.
final class PartitionLoop {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionLoop.class);
  private static final long POLL_MILLIS = 100;
  private static final int MOST_FAILURES = 3;

  private final String region;
  private final Parts with;
  // Bounded by the prefetch: what waits of a lost connection is dropped.
  private final BlockingQueue<Delivery> waiting = new LinkedBlockingQueue<>();
  private final AtomicInteger unsettled = new AtomicInteger();
  private final Set<Delivery> begun = new LinkedHashSet<>(); // confined to the loop's thread
  private volatile @Nullable Delivery latest;
  private volatile @Nullable Long lastTaken;
  private @Nullable Parcel next;
  private @Nullable Delivery failed; // what this worker leaves the partition because of

  /// A message that was read.
  private record Parcel(Delivery delivery, List<Position> positions, List<Look> looks) {}

  /// What it works with.
  ///
  /// @param silence what is concluded from it
  /// @param seal that messages arrive in
  /// @param stop hands back what is not begun
  record Parts(Evaluator evaluator, Silence silence, Seal seal, Tally.Running tally, Stop stop) {}

  PartitionLoop(String region, Parts with) {
    this.region = region;
    this.with = with;
  }

  /// Takes a delivery in, without blocking. Called by one thread at a time.
  void take(Delivery delivery) {
    unsettled.incrementAndGet(); // first, as it is not idle from now on
    Delivery before = latest;
    latest = delivery;
    if (before == null || before.isStale()) {
      with.silence().begin();
      dropStale();
    }
    lastTaken = System.nanoTime();
    waiting.add(delivery);
  }

  private void dropStale() {
    for (Delivery old : waiting) {
      if (old.isStale() && waiting.remove(old)) {
        unsettled.decrementAndGet();
      }
    }
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

  /// Works until it is told to stop.
  void run() {
    while (!with.stop().isRaised()) {
      try {
        work(round());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        with.stop().raise();
      }
    }
  }

  private List<Parcel> round() throws InterruptedException {
    List<Parcel> round = new ArrayList<>();
    Parcel parcel = next == null ? read(waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS)) : next;
    int positions = 0;
    while (parcel != null && positions + parcel.positions().size() <= Evaluator.MOST) {
      round.add(parcel);
      positions += parcel.positions().size();
      parcel = read(waiting.poll());
    }
    next = parcel;
    return round;
  }

  /// The message of a delivery, or of the next one that can still be settled; null if there is
  /// none.
  private @Nullable Parcel read(@Nullable Delivery first) {
    Delivery delivery = first;
    while (delivery != null && delivery.isStale()) {
      unsettled.decrementAndGet();
      delivery = waiting.poll();
    }
    if (delivery == null) {
      return null;
    }
    begun.add(delivery);
    return parcel(delivery);
  }

  private Parcel parcel(Delivery delivery) {
    try {
      PositionMessage.Batch batch = PositionMessage.read(delivery.message(), region, with.seal());
      with.tally().count(Count.UNREADABLE, batch.refused().size());
      for (String why : batch.refused()) {
        LOG.debug("{}: a position: {}", delivery.queue(), why);
      }
      return new Parcel(delivery, batch.positions(), batch.looks());
    } catch (MalformedMessageException e) {
      LOG.warn("dead letter from {}: {}", delivery.queue(), e.getMessage());
      bury(delivery, String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      fail(delivery, e);
    }
    return new Parcel(delivery, List.of(), List.of()); // which is settled once more, in vain
  }

  private void work(List<Parcel> round) {
    try {
      List<Position> positions = new ArrayList<>();
      List<Look> looks = new ArrayList<>();
      round.forEach(parcel -> positions.addAll(parcel.positions()));
      round.forEach(parcel -> looks.addAll(parcel.looks()));
      boolean kept = positions.isEmpty() || until(() -> with.evaluator().evaluate(positions));
      for (Look look : looks) {
        kept = kept && until(() -> with.silence().look(look));
      }
      for (Parcel parcel : round) {
        settle(parcel.delivery(), kept);
      }
    } catch (RuntimeException | Error e) {
      retrySingly(round, e);
    }
  }

  private boolean until(Runnable step) {
    return with.stop().untilUp(step);
  }

  /// Finds out which message it was.
  private void retrySingly(List<Parcel> round, Throwable failure) {
    if (round.size() == 1) {
      fail(round.getFirst().delivery(), failure);
    } else {
      round.forEach(parcel -> work(List.of(parcel)));
    }
  }

  /// Buries a message. If the failure may be this worker's own, others try it first: it is thrown
  /// on, so that the partition is left to them.
  private void fail(Delivery delivery, Throwable failure) {
    boolean isOwn = failure instanceof Error && !(failure instanceof StackOverflowError);
    if (isOwn && delivery.failedDeliveries() < MOST_FAILURES) {
      failed = delivery;
    } else {
      LOG.error("region {}: positions could not be evaluated", region, failure);
      bury(delivery, "EvaluationFailure: " + failure);
    }
    if (isOwn) {
      throw (Error) failure;
    }
  }

  private void bury(Delivery delivery, String reason) {
    delivery.deadLetter(reason);
    with.tally().count(Count.BURIED, 1);
    forget(delivery);
  }

  private void settle(Delivery delivery, boolean kept) {
    if (kept) {
      delivery.ack();
    } else if (delivery.equals(failed)) {
      delivery.reject();
    } else {
      delivery.requeue();
    }
    forget(delivery);
  }

  private void forget(Delivery delivery) {
    if (begun.remove(delivery)) {
      unsettled.decrementAndGet();
    }
  }

  /// Hands back what is left, in order. By the thread that worked, when it works no more.
  void handBack() {
    next = null;
    waiting.drainTo(begun);
    latest = null;
    List.copyOf(begun).forEach(delivery -> settle(delivery, false));
    failed = null;
  }
}
