package dev.meridian.config;

import dev.meridian.json.Json;
import dev.meridian.json.JsonSchema;
import dev.meridian.retry.RetryPolicy;
import dev.meridian.task.Schemas;
import dev.meridian.task.TaskType;
import dev.meridian.task.TimeLimits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the task types that workers in other languages serve.
final class TaskReader {
  private static final JsonSchema META =
      JsonSchema.parse("{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}");
  private static final String OUTPUT = "result";
  private static final Duration GRACE = Duration.ofSeconds(15);

  private final Parser<String> name =
      Parsers.once(
          Parsers.matching(
              Pattern.compile("(?!canvas$)[A-Za-z_][A-Za-z0-9_.-]{0,119}"),
              "a name such as quotes.price, not canvas"));

  TaskType<JsonNode, JsonNode> read(Value value) {
    Fields fields = value.fields(Section.TASK);
    String id = fields.require("name", name, "missing", "a name such as quotes.price");
    String title = fields.read("title", Value::text, id);
    var about =
        new TaskType.About(
            title,
            fields.read("description", Value::text, title),
            fields.read("version", Value::text, "1.0.0"));
    return TaskType.of(id, JsonNode.class, JsonNode.class)
        .with(about)
        .with(schemas(fields))
        .with(fields.read("retry", TaskReader::retry, RetryPolicy.standard()))
        .with(limits(fields));
  }

  private static Schemas schemas(Fields fields) {
    JsonSchema input = fields.read("inputs", TaskReader::inputs, JsonSchema.anyObject());
    JsonSchema output =
        fields.read(
            "output",
            value -> JsonSchema.of(schema(value.fields(Section.OUTPUT))),
            JsonSchema.any());
    return new Schemas(input, output, OUTPUT);
  }

  private static JsonSchema inputs(Value value) {
    ObjectNode schema = Json.object().put("type", "object").put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    var required = schema.putArray("required");
    value
        .members()
        .forEach((name, member) ->
            member
                .read(input -> input.fields(Section.INPUT))
                .ifPresent(input -> {
                  properties.set(name, schema(input));
                  if (input.read("required", Value::flag, false)) {
                    required.add(name);
                  }
                }));
    return JsonSchema.of(schema);
  }

  /// The member `schema`, a valid JSON Schema; one that everything satisfies if there is none.
  private static JsonNode schema(Fields fields) {
    return fields.read("schema", TaskReader::schema, Json.object());
  }

  private static JsonNode schema(Value value) {
    value.members();
    JsonNode document = JsonValues.of(value);
    var places = new LinkedHashMap<String, String>();
    META.check(document).forEach(v -> places.putIfAbsent(v.pointer(), v.message()));
    places.forEach(
        (pointer, message) -> value.at(pointer).complain("a valid JSON Schema; here: " + message));
    return document;
  }

  private static RetryPolicy retry(Value value) {
    RetryPolicy standard = RetryPolicy.standard();
    Fields fields = value.fields(Section.RETRY);
    int attempts = fields.read("maxAttempts", most -> most.integer(1, 100), standard.maxAttempts());
    return new RetryPolicy(attempts, standard.backoff(), standard.maxDelay());
  }

  /// Without a soft limit the standard one or a shorter hard one; without a hard limit 15 s more.
  private static TimeLimits limits(Fields fields) {
    Duration standard = TimeLimits.standard().soft();
    Duration hard = fields.read("hardLimit", Parsers::positiveDuration, Duration.ZERO);
    Duration usual = hard.isZero() || hard.compareTo(standard) > 0 ? standard : hard;
    Duration soft = fields.read("softLimit", Parsers::positiveDuration, usual);
    if (hard.isZero()) {
      return new TimeLimits(soft, soft.plus(GRACE));
    }
    if (hard.compareTo(soft) < 0) {
      fields.value("hardLimit").ifPresent(value -> value.complain("at least softLimit"));
      return TimeLimits.standard();
    }
    return new TimeLimits(soft, hard);
  }
}
