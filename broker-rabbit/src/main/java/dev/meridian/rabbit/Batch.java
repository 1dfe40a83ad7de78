package dev.meridian.rabbit;

import dev.meridian.broker.PublishOutcome;
import dev.meridian.wait.Countdown;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages that one caller, the maker of this, publishes and waits for together. Each slot is
/// settled exactly once, by whichever thread learns the fate of its message.
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
      open.count();
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final PublishOutcome[] outcomes;
  private final Countdown open;

  Batch(int size) {
    outcomes = new PublishOutcome[size];
    open = new Countdown(size);
  }

  Slot slot(int index) {
    return new Slot(index);
  }

  /// Waits until all are settled.
  ///
  /// @return whether they are
  boolean await(Duration wait) {
    try {
      return open.await(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// What became of all, which must have been settled or be in the course of it.
  List<PublishOutcome> outcomes() {
    boolean interrupted = Thread.interrupted();
    while (!open.isOver()) {
      try {
        open.await(PATIENCE);
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
