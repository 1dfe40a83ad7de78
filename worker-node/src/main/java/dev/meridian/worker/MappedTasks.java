package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.canvas.Canvas;
import dev.meridian.canvas.Signature;
import dev.meridian.json.Json;
import dev.meridian.json.JsonSchema.Violation;
import dev.meridian.task.Attempt;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskType;
import dev.meridian.worker.TaskRegistry.Registered;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Celery's own tasks `celery.map` and `celery.starmap`, which every worker knows: they run another
/// task once for each item of a list, in one attempt, and answer with the list of its values. An
/// item of the first is the task's argument, one of the second is the list of them.
final class MappedTasks {
  private MappedTasks() {}

  static Optional<Registered<?, ?>> find(String name, TaskRegistry registry) {
    return switch (name) {
      case "celery.map" -> Optional.of(registered(name, registry, false));
      case "celery.starmap" -> Optional.of(registered(name, registry, true));
      default -> Optional.empty();
    };
  }

  private static Registered<?, ?> registered(String name, TaskRegistry registry, boolean star) {
    var type = TaskType.of(name, JsonNode.class, JsonNode.class);
    return new Registered<>(type, (input, attempt) -> run(input, registry, star, attempt));
  }

  private static JsonNode run(JsonNode input, TaskRegistry registry, boolean star, Attempt attempt)
      throws Exception {
    if (!(Canvas.of(input.path("task")) instanceof Signature task)
        || !(input.path("it") instanceof ArrayNode items)) {
      throw new InvalidValueException("celery.map", "other kwargs", "a task and a list `it`");
    }
    Registered<?, ?> mapped =
        registry
            .find(task.task())
            .orElseThrow(() ->
                TaskException.permanent(TaskFailure.NOT_REGISTERED, "task type: " + task.task()));
    ArrayNode values = Json.array();
    for (JsonNode item : items) {
      attempt.checkCancelled();
      ArrayNode args = star && item instanceof ArrayNode list ? list : Json.array().add(item);
      values.add(mapped.run(checked(args, task.kwargs(), mapped.type()), attempt));
    }
    return values;
  }

  private static ObjectNode checked(ArrayNode args, ObjectNode kwargs, TaskType<?, ?> type) {
    ObjectNode inputs = Inputs.named(args, kwargs, type);
    List<Violation> violations = type.schemas().input().check(inputs);
    if (!violations.isEmpty()) {
      Violation first = violations.getFirst();
      throw new InvalidValueException("input" + first.pointer(), first.message(), "a valid item");
    }
    return inputs;
  }
}
