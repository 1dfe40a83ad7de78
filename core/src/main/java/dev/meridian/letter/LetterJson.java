package dev.meridian.letter;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.route.QueueName;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.wire.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Letters as JSON. Header values keep their types: what JSON cannot tell apart is an object of one
/// member (`{"$long": 1}`, `{"$date": 0}`, `{"$bytes": "AA=="}`), and a `$` that begins any other
/// name is doubled.
public final class LetterJson {
  private static final String LONG = "$long";
  private static final String DATE = "$date";
  private static final String BYTES = "$bytes";

  private LetterJson() {}

  /// What is told of a letter; absent members are null in the head.
  public static ObjectNode head(LetterHead head) {
    ObjectNode document = Json.object().put("id", head.id());
    putIfAny(document, "task", head.task());
    putIfAny(document, "type", head.type());
    putIfAny(document, "request", head.request());
    return document
        .put("region", head.region())
        .put("queue", head.queue().value())
        .put("reason", head.reason())
        .put("attempts", head.attempts())
        .put("died", head.died().toString());
  }

  private static void putIfAny(ObjectNode document, String name, @Nullable Object value) {
    if (value != null) {
      document.put(name, value.toString());
    }
  }

  /// The head that [#head(LetterHead)] wrote.
  ///
  /// @throws InvalidValueException if it did not
  public static LetterHead head(byte[] json) {
    JsonNode document = Json.read(json);
    String task = textOrNull(document, "task");
    String request = textOrNull(document, "request");
    return new LetterHead(
        document.path("id").asString(""),
        task == null ? null : new TaskId(task),
        textOrNull(document, "type"),
        request == null ? null : new RequestId(request),
        document.path("region").asString(""),
        new QueueName(document.path("queue").asString("")),
        document.path("reason").asString(""),
        document.path("attempts").asInt(0),
        Instant.parse(document.path("died").asString("")));
  }

  /// All of a message but its body. The same for equal messages, whatever order their headers have.
  public static byte[] properties(Message message) {
    ObjectNode document = Json.object();
    document.set("headers", headers(message));
    putIfAny(document, "type", message.contentType());
    putIfAny(document, "encoding", message.contentEncoding());
    putIfAny(document, "correlation", message.correlationId());
    return Json.bytes(document.put("priority", message.priority()));
  }

  /// The headers of a message, by name.
  public static JsonNode headers(Message message) {
    return written(message.headers());
  }

  /// The message of these properties and this body.
  public static Message message(byte[] properties, byte[] body) {
    JsonNode document = Json.read(properties);
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    document
        .path("headers")
        .properties()
        .forEach(member -> headers.put(plainName(member.getKey()), read(member.getValue())));
    return new Message(
        headers,
        textOrNull(document, "type"),
        textOrNull(document, "encoding"),
        textOrNull(document, "correlation"),
        document.path("priority").asInt(0),
        body);
  }

  private static @Nullable String textOrNull(JsonNode document, String name) {
    JsonNode value = document.path(name);
    return value.isString() ? value.stringValue() : null;
  }

  private static JsonNode written(@Nullable Object value) {
    return switch (value) {
      case null -> Json.nullNode();
      case Long number -> Json.object().put(LONG, number);
      case Date date -> Json.object().put(DATE, date.toInstant().toEpochMilli());
      case byte[] bytes -> Json.object().put(BYTES, Base64.getEncoder().encodeToString(bytes));
      case List<?> list -> {
        ArrayNode array = Json.array();
        list.forEach(element -> array.add(written(element)));
        yield array;
      }
      case Map<?, ?> map -> {
        ObjectNode object = Json.object();
        TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((name, element) -> sorted.put(String.valueOf(name), element));
        sorted.forEach((name, element) ->
            object.set(name.startsWith("$") ? "$" + name : name, written(element)));
        yield object;
      }
      case Boolean _, Integer _, Double _, String _ -> Json.of(value);
      case Object other -> Json.of(other.toString());
    };
  }

  private static @Nullable Object read(JsonNode value) {
    return switch (value) {
      case ObjectNode object when object.size() == 1 && object.has(LONG) ->
          object.path(LONG).longValue();
      case ObjectNode object when object.size() == 1 && object.has(DATE) ->
          Date.from(Instant.ofEpochMilli(object.path(DATE).longValue()));
      case ObjectNode object when object.size() == 1 && object.has(BYTES) ->
          Base64.getDecoder().decode(object.path(BYTES).stringValue());
      case ObjectNode object -> readMap(object);
      case ArrayNode array -> {
        List<@Nullable Object> list = new ArrayList<>();
        array.forEach(element -> list.add(read(element)));
        yield list;
      }
      case JsonNode scalar when scalar.isNull() -> null;
      case JsonNode scalar when scalar.isBoolean() -> scalar.booleanValue();
      case JsonNode scalar when scalar.isInt() -> scalar.intValue();
      case JsonNode scalar when scalar.isNumber() -> scalar.doubleValue();
      case JsonNode scalar -> scalar.stringValue();
    };
  }

  private static Map<String, @Nullable Object> readMap(ObjectNode object) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    object
        .properties()
        .forEach(member -> map.put(plainName(member.getKey()), read(member.getValue())));
    return map;
  }

  private static String plainName(String name) {
    return name.startsWith("$") ? name.substring(1) : name;
  }
}
