package dev.meridian.gateway;

import dev.meridian.json.Json;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A JSON Schema in the words that OGC API - Processes 1.0 allows, which are those of OpenAPI 3.0.
/// What cannot be said there is left out: the description is for clients, requests are checked
/// against the original.
final class OgcSchema {
  private static final Set<String> KEPT =
      Set.of(
          "title",
          "multipleOf",
          "maximum",
          "minimum",
          "maxLength",
          "minLength",
          "pattern",
          "maxItems",
          "minItems",
          "uniqueItems",
          "maxProperties",
          "minProperties",
          "required",
          "enum",
          "description",
          "format",
          "default",
          "nullable",
          "readOnly",
          "writeOnly",
          "example",
          "deprecated",
          "contentMediaType",
          "contentEncoding");
  private static final Set<String> NESTED =
      Set.of("not", "items", "additionalProperties", "contentSchema");
  private static final Set<String> LISTS = Set.of("allOf", "oneOf", "anyOf");

  private OgcSchema() {}

  /// The schema in those words.
  static JsonNode of(JsonNode schema) {
    if (!(schema instanceof ObjectNode object)) {
      return schema.isBoolean() && !schema.booleanValue()
          ? Json.object().set("not", Json.object())
          : Json.object();
    }
    ObjectNode kept = Json.object();
    object.forEachEntry((name, value) -> keep(kept, name, value));
    return kept;
  }

  private static void keep(ObjectNode kept, String name, JsonNode value) {
    if (KEPT.contains(name)) {
      kept.set(name, value);
    } else if (NESTED.contains(name)) {
      kept.set(name, value.isBoolean() ? value : of(value));
    } else if (LISTS.contains(name)) {
      kept.set(name, all(value));
    } else {
      translate(kept, name, value);
    }
  }

  private static void translate(ObjectNode kept, String name, JsonNode value) {
    switch (name) {
      case "properties" -> kept.set(name, members(value));
      case "type" -> type(kept, value);
      case "const" -> kept.set("enum", Json.array().add(value));
      case "exclusiveMinimum" -> kept.set("minimum", value).put(name, true);
      case "exclusiveMaximum" -> kept.set("maximum", value).put(name, true);
      case "examples" -> kept.set("example", value.path(0));
      default -> {}
    }
  }

  private static ObjectNode members(JsonNode properties) {
    ObjectNode members = Json.object();
    properties.properties().forEach(e -> members.set(e.getKey(), of(e.getValue())));
    return members;
  }

  private static ArrayNode all(JsonNode schemas) {
    ArrayNode list = Json.array();
    schemas.forEach(schema -> list.add(of(schema)));
    return list;
  }

  /// One type is said so; with null beside it, it is nullable; of several nothing can be said.
  private static void type(ObjectNode kept, JsonNode type) {
    if (type.isString()) {
      kept.set("type", type);
      return;
    }
    List<JsonNode> others =
        type.valueStream().filter(word -> !word.asString().equals("null")).toList();
    if (others.size() < type.size()) {
      kept.put("nullable", true);
    }
    if (others.size() == 1) {
      kept.set("type", others.getFirst());
    }
  }
}
