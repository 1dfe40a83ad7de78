package dev.meridian.rabbit;

import dev.meridian.broker.PublishOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Messages that one caller publishes and waits for together. Each slot is settled exactly once, by
/// whichever thread learns the fate of its message.
final class Batch {
  /// The place of one message.
  final class Slot {
    private final int index;
    // A return comes before its confirm, on the same thread.
    private @Nullable String returned;

    private Slot(int index) {
      this.index = index;
    }

    Batch batch() {
      return Batch.this;
    }

    void returned(String why) {
      returned = why;
    }

    /// Why the broker sent the message back, if it did.
    @Nullable String returned() {
      return returned;
    }

    void settle(PublishOutcome outcome) {
      outcomes[index] = outcome;
      open.countDown();
    }
  }

  private final PublishOutcome[] outcomes;
  private final CountDownLatch open;

  Batch(int size) {
    outcomes = new PublishOutcome[size];
    open = new CountDownLatch(size);
  }

  Slot slot(int index) {
    return new Slot(index);
  }

  /// Waits until all are settled.
  ///
  /// @return whether they are
  boolean await(Duration wait) {
    try {
      return open.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// What became of all, which must have been settled or be in the course of it.
  List<PublishOutcome> outcomes() {
    boolean interrupted = Thread.interrupted();
    while (open.getCount() > 0) {
      try {
        open.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return List.of(outcomes);
  }
}
