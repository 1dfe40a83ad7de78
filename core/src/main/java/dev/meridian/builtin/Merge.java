package dev.meridian.builtin;

import dev.meridian.json.Json;
import dev.meridian.json.JsonSchema;
import dev.meridian.retry.RetryPolicy;
import dev.meridian.task.Schemas;
import dev.meridian.task.TaskHandler;
import dev.meridian.task.TaskType;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The task type `merge`: gives the list back that it is handed. As the body of a chord it makes
/// one answer of the values of all parts, with nulls for those that failed.
public final class Merge {
  /// The type.
  public static final TaskType<Values, JsonNode> TYPE =
      TaskType.of("merge", Values.class, JsonNode.class)
          .with(
              new TaskType.About(
                  "Merge", "Gives its values back as one list: the body of a chord.", "1.0.0"))
          .with(
              new Schemas(
                  JsonSchema.parse(
                      """
                      {
                        "type": "object",
                        "required": ["values"],
                        "additionalProperties": false,
                        "properties": {"values": {"title": "Any values", "type": "array"}}
                      }
                      """),
                  JsonSchema.parse("{\"type\": \"array\"}"),
                  "result"))
          .with(RetryPolicy.never());

  /// The handler.
  public static final TaskHandler<Values, JsonNode> HANDLER =
      (input, _) -> Json.array().addAll(input.values());

  private Merge() {}

  /// What is merged.
  ///
  /// @param values in the order of the parts
  public record Values(List<JsonNode> values) {}
}
