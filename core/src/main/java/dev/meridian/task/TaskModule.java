package dev.meridian.task;

/// Task types of your own, in a jar: a class with a public constructor without parameters, whose
/// name stands in the jar's `META-INF/services/dev.meridian.task.TaskModule`. Workers run its
/// handlers, gateways offer its types.
public interface TaskModule extends AutoCloseable {
  /// Registers the types. Called once, when a node starts; a gateway calls it for the types alone,
  /// so what a handler needs should be opened when it first runs.
  void register(TaskSink sink);

  /// Called when the node has stopped, to close what handlers opened.
  @Override
  default void close() {}
}
