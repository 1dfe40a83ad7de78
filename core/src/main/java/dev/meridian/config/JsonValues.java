package dev.meridian.config;

import dev.meridian.json.Json;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns a part of the file into JSON.
///
/// @param root of the part
record JsonValues(Value root) {
  static JsonNode of(Value value) {
    return new JsonValues(value).json(value, 0);
  }

  private JsonNode json(Value value, int depth) {
    if (depth > YamlText.MOST_DEPTH || !value.reading().mayConvert()) {
      throw root.refuse("less, without aliases inside what they name");
    }
    return switch (value.node()) {
      case MappingNode _ -> object(value, depth);
      case SequenceNode _ -> array(value, depth);
      default -> scalar(value);
    };
  }

  private ObjectNode object(Value value, int depth) {
    ObjectNode object = Json.object();
    for (Map.Entry<String, Value> member : value.members().entrySet()) {
      object.set(member.getKey(), json(member.getValue(), depth + 1));
    }
    return object;
  }

  private ArrayNode array(Value value, int depth) {
    ArrayNode array = Json.array();
    value.items().forEach(item -> array.add(json(item, depth + 1)));
    return array;
  }

  private static JsonNode scalar(Value value) {
    Scalar scalar = value.scalar("a value");
    if (scalar.isNull()) {
      return Json.nullNode();
    }
    if (scalar.tag().equals(Tag.BOOL)) {
      return Json.of(value.flag());
    }
    if (!scalar.isNumber()) {
      return Json.of(value.text());
    }
    double number = value.number();
    return scalar.tag().equals(Tag.INT) && Math.abs(number) < 1e15
        ? Json.of((long) number)
        : Json.of(number);
  }
}
