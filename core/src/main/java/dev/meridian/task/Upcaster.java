package dev.meridian.task;

import tools.jackson.databind.node.ObjectNode;

/// Turns an input of one version of a task type into one of the next. Thread-safe.
@FunctionalInterface
public interface Upcaster {
  /// The same input in the next version. May change and return what it is given.
  ObjectNode raise(ObjectNode input);
}
