package dev.meridian.builtin;

import dev.meridian.json.JsonSchema;
import dev.meridian.retry.RetryPolicy;
import dev.meridian.task.Schemas;
import dev.meridian.task.TaskHandler;
import dev.meridian.task.TaskType;
import dev.meridian.task.TimeLimits;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The task type `echo`: gives its inputs back, after a pause if asked. It takes the path of any
/// task, through broker, worker and store. Its inputs are those that the test suite of OGC API -
/// Processes 1.0 wants of an echo process.
public final class Echo {
  /// The type.
  public static final TaskType<JsonNode, JsonNode> TYPE =
      TaskType.of("echo", JsonNode.class, JsonNode.class)
          .with(
              new TaskType.About(
                  "Echo", "Gives its inputs back, after `pause` seconds if asked.", "1.0.0"))
          .with(new Schemas(JsonSchema.parse(inputs(true)), JsonSchema.parse(inputs(false)), null))
          .with(RetryPolicy.never())
          .with(new TimeLimits(Duration.ofSeconds(65), Duration.ofSeconds(70)));

  /// The handler.
  public static final TaskHandler<JsonNode, JsonNode> HANDLER =
      (input, attempt) -> {
        int pause = input.path("pause").asInt(0);
        if (pause == 0 && !input.has("pause")) {
          return input;
        }
        for (int second = 0; second < pause; second++) {
          attempt.progress(100 * second / pause, "second " + second + " of " + pause);
          Pause.ofOneSecond(attempt);
        }
        ObjectNode output = ((ObjectNode) input).deepCopy();
        output.remove("pause");
        return output;
      };

  private Echo() {}

  private static String inputs(boolean asInput) {
    String pause =
        """
        , "pause": {"title": "Seconds to wait", "type": "integer", "minimum": 0, "maximum": 60}
        """;
    return """
    {
      "type": "object",
      "required": ["stringInput"],
      "additionalProperties": false,
      "properties": {
        "stringInput": {"title": "Text", "type": "string"},
        "arrayInput": {"title": "Integers", "type": "array", "items": {"type": "integer"}},
        "bboxInput": {
          "title": "Bounding box",
          "allOf": [
            {"format": "ogc-bbox"},
            {
              "type": "object",
              "required": ["bbox"],
              "properties": {
                "bbox": {"type": "array", "items": {"type": "number"}},
                "crs": {"type": "string", "format": "uri"}
              }
            }
          ]
        },
        "mixedInput": {
          "title": "Text of one of two media types",
          "oneOf": [
            {"type": "string", "contentMediaType": "application/gml+xml; version=3.2"},
            {"type": "string", "contentMediaType": "application/wkt"}
          ]
        }%s
      }
    }
    """
        .formatted(asInput ? pause : "");
  }
}
