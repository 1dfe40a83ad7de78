package dev.meridian.builtin;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.task.TaskType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The task type `fetch`: fetches one document from one source, and answers with what was asked for
/// of it. A request may name many sources; it becomes one task for each.
public final class Fetch {
  /// The most sources of one request.
  public static final int MAX_SOURCES = 200;

  /// The type, as senders and workers share it.
  public static final TaskType<FetchInput, JsonNode> TYPE =
      TaskType.of("fetch", FetchInput.class, JsonNode.class)
          .with(
              new TaskType.About(
                  "Fetch and parse",
                  "Fetches documents from configured sources next to where they are, parses them"
                      + " and brings back only the records, fields and area asked for.",
                  "1.0.0"))
          .with(FetchSchemas.schemas())
          .coalescing();

  private static final String SOURCES = "sources";
  private static final String SOURCE = "source";

  private Fetch() {}

  /// One task of a request.
  ///
  /// @param label of the part: the source's id; the second task for a source is `id#2`, and so on
  /// @param inputs of the task: those of the request, with the overrides of this source
  /// @param source its id
  public record Planned(String label, ObjectNode inputs, String source) {}

  /// The tasks of a request, in the order of its sources. The inputs have passed the schema.
  ///
  /// @throws InvalidValueException whose name is a JSON pointer into the inputs
  public static List<Planned> plan(JsonNode inputs) {
    return plan(inputs, source -> true);
  }

  /// The same, and every source must be known.
  ///
  /// @throws InvalidValueException whose name is a JSON pointer into the inputs
  public static List<Planned> plan(JsonNode inputs, Predicate<String> known) {
    JsonNode sources = inputs.path(SOURCES);
    if (inputs.has(SOURCE) == inputs.has(SOURCES)) {
      String given = inputs.has(SOURCE) ? "both" : "neither";
      throw new InvalidValueException("/" + SOURCES, given, "either sources or source");
    }
    if (inputs.has(SOURCE)) {
      return List.of(planned(inputs, "/" + SOURCE, new HashMap<>(), known));
    }
    if (!sources.isArray() || sources.isEmpty() || sources.size() > MAX_SOURCES) {
      throw new InvalidValueException(
          "/" + SOURCES, sources.size() + " sources", "1.." + MAX_SOURCES + " sources");
    }
    Map<String, Integer> seen = new HashMap<>();
    List<Planned> plan = new ArrayList<>(sources.size());
    for (int i = 0; i < sources.size(); i++) {
      String pointer = "/" + SOURCES + "/" + i;
      plan.add(planned(merged(inputs, sources.get(i)), pointer, seen, known));
    }
    return List.copyOf(plan);
  }

  private static JsonNode merged(JsonNode shared, JsonNode own) {
    ObjectNode merged = Json.object();
    shared.properties().forEach(e -> merged.set(e.getKey(), e.getValue()));
    merged.remove(SOURCES);
    if (!own.isObject()) {
      return merged.set(SOURCE, own);
    }
    own.properties().forEach(e -> merged.set(e.getKey(), e.getValue()));
    return merged;
  }

  private static Planned planned(
      JsonNode inputs, String pointer, Map<String, Integer> seen, Predicate<String> known) {
    JsonNode id = inputs.path(SOURCE);
    if (!id.isString() || id.stringValue().isEmpty() || !known.test(id.stringValue())) {
      throw new InvalidValueException(pointer, id, "the id of a configured source");
    }
    String source = id.stringValue();
    int times = seen.merge(source, 1, Integer::sum);
    return new Planned(times == 1 ? source : source + "#" + times, (ObjectNode) inputs, source);
  }
}
