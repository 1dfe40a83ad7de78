package dev.meridian.gateway;

import dev.meridian.json.Json;
import dev.meridian.task.TaskType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the outputs of a finished execution in the form the client asked for.
final class ResultBody {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String RESULT = "result";

  private ResultBody() {}

  /// The outputs of one task.
  ///
  /// @param type null if it is no longer on offer
  static Map<String, JsonNode> outputs(@Nullable TaskType<?, ?> type, JsonNode value) {
    if (type == null || type.schemas().singleOutput().isPresent() || !value.isObject()) {
      return Map.of(name(type), value);
    }
    Map<String, JsonNode> outputs = new LinkedHashMap<>();
    value.properties().forEach(e -> outputs.put(e.getKey(), e.getValue()));
    return outputs;
  }

  /// The one output of several tasks: the list of their parts.
  static Map<String, JsonNode> outputs(@Nullable TaskType<?, ?> type, ArrayNode parts) {
    return Map.of(name(type), parts);
  }

  private static String name(@Nullable TaskType<?, ?> type) {
    return type == null ? RESULT : type.schemas().singleOutput().orElse(RESULT);
  }

  /// The answer with those outputs that the client asked for.
  static Answer answer(Exchange exchange, Map<String, JsonNode> all, AnswerForm form) {
    Map<String, JsonNode> outputs = all;
    if (!form.outputs().isEmpty()) {
      outputs = new LinkedHashMap<>(all);
      outputs.keySet().retainAll(form.outputs());
    }
    if (form.document()) {
      return Answer.json(document(outputs));
    }
    int asked = form.outputs().isEmpty() ? all.size() : form.outputs().size();
    if (outputs.isEmpty()) {
      return Answer.empty(204);
    }
    return asked == 1
        ? bare(exchange.headers("Accept"), outputs.values().iterator().next())
        : multipart(outputs);
  }

  private static ObjectNode document(Map<String, JsonNode> outputs) {
    ObjectNode document = Json.object();
    outputs.forEach((name, value) ->
        document.set(
            name,
            value.isObject()
                ? Json.object().put("mediaType", MediaTypes.JSON).set("value", value)
                : value));
    return document;
  }

  /// A bare value: JSON, unless it is a text and the client would rather have it as such.
  private static Answer bare(List<String> accept, JsonNode value) {
    boolean text = value.isString() && MediaTypes.prefers(accept, MediaTypes.TEXT, MediaTypes.JSON);
    return text ? Answer.of(200, TEXT, utf8(value.stringValue())) : Answer.json(value);
  }

  /// One part for each output. Texts are parts of their own type, the rest is JSON.
  private static Answer multipart(Map<String, JsonNode> outputs) {
    List<Multipart.Piece> pieces = new ArrayList<>();
    outputs.forEach((name, value) -> pieces.add(piece(name, value)));
    return new Multipart(pieces).answer();
  }

  private static Multipart.Piece piece(String name, JsonNode value) {
    return value.isString()
        ? new Multipart.Piece(name, TEXT, utf8(value.stringValue()))
        : new Multipart.Piece(name, MediaTypes.JSON, Json.bytes(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
