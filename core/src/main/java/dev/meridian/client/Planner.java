package dev.meridian.client;

import dev.meridian.route.Target;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Turns the inputs of a request into its tasks. Thread-safe.
@FunctionalInterface
public interface Planner {
  /// The tasks of a request.
  ///
  /// @param inputs valid against the type's schema
  /// @param target where the client wants it done; [Target.Anywhere] if it did not say
  /// @throws dev.meridian.InvalidValueException that names the input
  List<PlannedTask> plan(ObjectNode inputs, Target target);

  /// One task with all inputs, where the client wants it.
  static Planner single() {
    return (inputs, target) -> List.of(new PlannedTask("0", inputs, target));
  }
}
