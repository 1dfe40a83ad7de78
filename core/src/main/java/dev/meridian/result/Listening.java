package dev.meridian.result;

import dev.meridian.task.TaskResult;
import java.time.Duration;
import java.util.Optional;

/// Waits for the ends of a set of tasks. For one thread at a time.
public interface Listening extends AutoCloseable {
  /// The next of the tasks that ended, each once, in the order they became known; empty if none did
  /// within `timeout` or all were returned before. Zero asks without waiting.
  ///
  /// @throws InterruptedException if interrupted while waiting
  Optional<TaskResult> next(Duration timeout) throws InterruptedException;

  /// Stops listening. Idempotent.
  @Override
  void close();
}
