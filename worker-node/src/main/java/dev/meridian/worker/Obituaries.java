package dev.meridian.worker;

import dev.meridian.broker.Delivery;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.DeadLetter.Death;
import dev.meridian.letter.DeadLetterStore;
import dev.meridian.letter.LetterBounds;
import dev.meridian.result.ResultStore;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskState;
import dev.meridian.wire.MessageLabel;
import java.time.InstantSource;
import tools.jackson.databind.node.ObjectNode;

/// Keeps a dead letter of each task that failed for good. Thread-safe; asks nothing of tasks that
/// succeed.
final class Obituaries {
  private final DeadLetterStore letters;
  private final LetterBounds bounds;
  private final ResultStore results;
  private final InstantSource clock;

  Obituaries(
      DeadLetterStore letters, LetterBounds bounds, ResultStore results, InstantSource clock) {
    this.letters = letters;
    this.bounds = bounds;
    this.results = results;
    this.clock = clock;
  }

  /// Keeps the letter of a task, before its failure is stored: if the worker dies in between, the
  /// task is delivered again and there may be a letter too many, but never one too few. A task that
  /// was cancelled or done by somebody else meanwhile did not end badly.
  ///
  /// @param report of the last attempt; empty if none was begun
  /// @throws dev.meridian.result.StoreException if the store does not answer
  void keep(Delivery delivery, TaskId task, TaskFailure failure, ObjectNode report) {
    if (bounds.keepAny() && !endedOtherwise(task)) {
      int before = MessageLabel.of(delivery.message()).retries() + delivery.failedDeliveries();
      int attempts = report.path("attempt").asInt(before);
      Death death = new Death(delivery.queue(), reason(failure), attempts, clock.instant());
      boolean _ = letters.add(DeadLetter.of(delivery.message(), death), bounds);
    }
  }

  /// A failure in one line.
  static String reason(TaskFailure failure) {
    return failure.type() + ": " + failure.message();
  }

  private boolean endedOtherwise(TaskId task) {
    return results
        .find(task)
        .filter(known -> known.state().isTerminal() && known.state() != TaskState.FAILED)
        .isPresent();
  }
}
