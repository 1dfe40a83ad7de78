package dev.meridian.worker;

import dev.meridian.broker.Delivery;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.wire.Envelope;

/// Sees what happens to tasks. Called on the threads of attempts: must not block, and must cost
/// next to nothing when nobody watches. Of a task whose delivery is encrypted, nothing may be told
/// that encryption hides.
interface TaskWatch {
  /// A message was read.
  default void received(Envelope envelope, Delivery delivery) {}

  /// The handler is about to run.
  default void started(Envelope envelope) {}

  /// An attempt failed, and the next one is published.
  default void retried(TaskId task, TaskFailure failure, Delivery delivery) {}

  /// It is over, and its result is stored.
  default void ended(TaskResult result, Delivery delivery) {}

  /// It goes back to its queue for another worker.
  default void handedBack(TaskId task) {}
}
