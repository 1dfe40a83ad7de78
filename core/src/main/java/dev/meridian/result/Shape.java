package dev.meridian.result;

import dev.meridian.json.Json;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// Which tasks have the value of what they were composed to, and in what form: the id of one task,
/// or an array of shapes for a list. Immutable by agreement: nobody changes the JSON it holds.
///
/// @param ids a text or an array of arrays of texts
public record Shape(JsonNode ids) {
  /// The tasks, in order.
  public List<TaskId> tasks() {
    return tasks(ids).toList();
  }

  private static Stream<TaskId> tasks(JsonNode ids) {
    return ids instanceof StringNode id
        ? Stream.of(new TaskId(id.stringValue()))
        : ids.valueStream().flatMap(Shape::tasks);
  }

  /// The value in this form, with a null for each task that has none: it failed, or its result is
  /// not there.
  public JsonNode value(Map<TaskId, TaskResult> results) {
    return value(ids, results);
  }

  private static JsonNode value(JsonNode ids, Map<TaskId, TaskResult> results) {
    if (ids instanceof StringNode id) {
      TaskResult result = results.get(new TaskId(id.stringValue()));
      return result == null || result.state() != TaskState.SUCCESSFUL
          ? Json.nullNode()
          : result.value();
    }
    return Json.array().addAll(ids.valueStream().map(one -> value(one, results)).toList());
  }
}
