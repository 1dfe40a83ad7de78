package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.task.Attempt;
import dev.meridian.task.TaskHandler;
import dev.meridian.task.TaskType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The task types that a worker runs, each with its handler. Thread-safe.
public final class TaskRegistry {
  private final Map<String, Registered<?, ?>> byName = new ConcurrentSkipListMap<>();

  /// A task type with its handler.
  record Registered<I, O>(TaskType<I, O> type, TaskHandler<I, O> handler) {
    JsonNode run(ObjectNode inputs, Attempt attempt) throws Exception {
      return Json.of(handler.run(Json.convert(inputs, type.input()), attempt));
    }
  }

  /// Adds a task type.
  ///
  /// @throws InvalidValueException if its name is taken
  public <I, O> TaskRegistry handle(TaskType<I, O> type, TaskHandler<I, O> handler) {
    if (byName.putIfAbsent(type.name(), new Registered<>(type, handler)) != null) {
      throw new InvalidValueException("task type", type.name(), "a name not handled yet");
    }
    return this;
  }

  /// The names of all task types, sorted.
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  Optional<Registered<?, ?>> find(String name) {
    Registered<?, ?> registered = byName.get(name);
    return registered == null ? MappedTasks.find(name, this) : Optional.of(registered);
  }
}
