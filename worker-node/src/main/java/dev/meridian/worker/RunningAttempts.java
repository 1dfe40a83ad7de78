package dev.meridian.worker;

import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The attempts under way, so that they can be stopped: when cancelled, at their limits, at the end
/// of a drain. Thread-safe; its size is bounded by the worker's slots and those that overran their
/// hard limit.
final class RunningAttempts {
  private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
  private volatile @Nullable StopReason stopAll;

  /// An attempt and what to do if it is given up. Compared by identity.
  static final class Entry {
    private final RunningAttempt attempt;
    private final Consumer<Outcome> giveUp;

    private Entry(RunningAttempt attempt, Consumer<Outcome> giveUp) {
      this.attempt = attempt;
      this.giveUp = giveUp;
    }
  }

  Entry add(RunningAttempt attempt, Consumer<Outcome> giveUp) {
    Entry entry = new Entry(attempt, giveUp);
    entries.add(entry);
    StopReason reason = stopAll;
    if (reason != null) {
      attempt.stop(reason);
    }
    return entry;
  }

  void remove(Entry entry) {
    entries.remove(entry);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /// Those under way now.
  List<RunningAttempt> all() {
    return entries.stream().map(entry -> entry.attempt).toList();
  }

  void cancel(TaskId task) {
    stop(task, StopReason.CANCELLED);
  }

  /// Stops the attempts of a task.
  ///
  /// @return whether there is one
  boolean stop(TaskId task, StopReason reason) {
    boolean found = false;
    for (Entry entry : entries) {
      if (entry.attempt.task().equals(task)) {
        entry.attempt.stop(reason);
        found = true;
      }
    }
    return found;
  }

  /// Stops those under way and those that are added from now on.
  void stopAll(StopReason reason) {
    stopAll = reason;
    entries.forEach(entry -> entry.attempt.stop(reason));
  }

  /// Asks those over their soft limit to stop and gives up those over their hard limit.
  void enforceLimits(Instant now) {
    for (Entry entry : entries) {
      if (entry.attempt.isOverHardLimit(now)) {
        giveUp(entry);
      } else if (entry.attempt.isOverSoftLimit(now)) {
        entry.attempt.stop(StopReason.SOFT_LIMIT);
      }
    }
  }

  private void giveUp(Entry entry) {
    remove(entry);
    if (entry.attempt.claim()) {
      Outcome outcome = givenUp(entry.attempt);
      entry.attempt.stop(StopReason.HARD_LIMIT);
      Thread.ofVirtual()
          .name("give-up-" + entry.attempt.task())
          .start(() -> entry.giveUp.accept(outcome));
    }
  }

  private static Outcome givenUp(RunningAttempt attempt) {
    if (attempt.stopReason().filter(StopReason.REVOKED::equals).isPresent()) {
      return new Outcome.Revoked();
    }
    return new Outcome.Failed(
        new TaskFailure(
            TaskFailure.TIME_LIMIT_EXCEEDED,
            "given up at its hard time limit",
            "billiard.exceptions",
            null));
  }
}
