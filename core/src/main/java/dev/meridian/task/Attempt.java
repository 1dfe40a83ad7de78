package dev.meridian.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One run of a task, as its handler sees it. Thread-safe.
public interface Attempt {
  /// The task.
  TaskId task();

  /// The request the task belongs to; empty for a task sent by a foreign client.
  Optional<RequestId> request();

  /// Which run this is, from 1.
  int number();

  /// What the sender gave the task along beside its input: text, numbers, flags, and lists and maps
  /// of those. Not to be changed.
  default Map<String, @Nullable Object> headers() {
    return Map.of();
  }

  /// The region of the worker.
  String region();

  /// The worker, for example `fra@host`.
  String worker();

  /// When nobody waits for the answer any more; empty if never.
  Optional<Instant> deadline();

  /// The time left until the deadline or the soft limit, whichever comes first; never negative.
  Duration remaining();

  /// Reports progress. Cheap: sent at most four times a second; what comes sooner is dropped.
  ///
  /// @param percent 0 to 100
  /// @param message one line for people
  void progress(int percent, String message);

  /// Whether the attempt should stop: cancelled, over its soft limit, or the worker hands it back.
  boolean isCancelled();

  /// Returns if the attempt may go on.
  ///
  /// @throws InterruptedException if [#isCancelled()]
  void checkCancelled() throws InterruptedException;

  /// Adds a fact to the report that travels with the result, for example `bytesIn`. A string,
  /// number, boolean, or a map or list of those.
  void note(String name, Object value);
}
