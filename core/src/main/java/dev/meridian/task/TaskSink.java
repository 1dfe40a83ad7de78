package dev.meridian.task;

/// What task types are registered with, each with its handler.
@FunctionalInterface
public interface TaskSink {
  /// Adds a task type.
  ///
  /// @throws dev.meridian.InvalidValueException if its name is taken
  <I, O> TaskSink handle(TaskType<I, O> type, TaskHandler<I, O> handler);
}
