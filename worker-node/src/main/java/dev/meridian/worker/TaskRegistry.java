package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.task.Attempt;
import dev.meridian.task.TaskHandler;
import dev.meridian.task.TaskSink;
import dev.meridian.task.TaskType;
import dev.meridian.task.TimeLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The task types that a worker runs, each with its handler. Thread-safe.
public final class TaskRegistry implements TaskSink {
  private final Map<String, Registered<?, ?>> byName = new ConcurrentSkipListMap<>();
  private final Map<String, TimeLimits> limits = new ConcurrentHashMap<>();

  /// A task type with its handler.
  record Registered<I, O>(TaskType<I, O> type, TaskHandler<I, O> handler) {
    JsonNode run(ObjectNode inputs, Attempt attempt) throws Exception {
      return Json.of(handler.run(Json.convert(inputs, type.input()), attempt));
    }
  }

  /// Adds a task type.
  ///
  /// @throws InvalidValueException if its name is taken
  @Override
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

  /// How long attempts of a type may take, as of now.
  TimeLimits limits(TaskType<?, ?> type) {
    return limits.getOrDefault(type.name(), type.limits());
  }

  /// Sets how long attempts of a type may take that start from now on, whatever the type says.
  void limit(String type, TimeLimits time) {
    limits.put(type, time);
  }

  Optional<Registered<?, ?>> find(String name) {
    Registered<?, ?> registered = byName.get(name);
    return registered == null ? MappedTasks.find(name, this) : Optional.of(registered);
  }
}
