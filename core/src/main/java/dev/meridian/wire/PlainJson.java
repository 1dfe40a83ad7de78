package dev.meridian.wire;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Turns what kombu makes of Python's JSON into plain JSON: objects of exactly the members
/// `__type__` and `__value__` (kombu 5.3 and later) become the value they stand for, and `NaN` and
/// the infinities become null.
///
/// | tag | becomes |
/// |---|---|
/// | `datetime`, `date`, `time` | the ISO 8601 text |
/// | `uuid` | the canonical text |
/// | `decimal` | a number, digit for digit; null if not finite |
/// | `bytes`, `base64` | the text |
/// | any other | itself, its members made plain |
///
/// Never changes a document: copies what differs and shares the rest.
@SuppressWarnings("ReferenceEquality") // the very same node means there is nothing to copy
final class PlainJson {
  private static final String TYPE = "__type__";
  private static final String VALUE = "__value__";
  private static final int MAX_DIGITS = 400;

  private PlainJson() {}

  /// The plain form of any value.
  ///
  /// @throws InvalidValueException if a tag's value does not fit the tag
  static JsonNode of(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> tagged(members(object));
      case ArrayNode array -> elements(array);
      case NumericNode number when number.isNaN() -> Json.nullNode();
      case JsonNode scalar -> scalar;
    };
  }

  /// The same object with plain members; it is no tag itself.
  static ObjectNode members(ObjectNode object) {
    ObjectNode plain = object;
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      JsonNode value = of(member.getValue());
      if (value != member.getValue()) {
        plain = plain == object ? Json.object().setAll(object) : plain;
        plain.set(member.getKey(), value);
      }
    }
    return plain;
  }

  /// The same array with plain elements.
  static ArrayNode elements(ArrayNode array) {
    ArrayNode plain = array;
    for (int i = 0; i < array.size(); i++) {
      JsonNode value = of(array.get(i));
      if (value != array.get(i)) {
        plain = plain == array ? Json.array().addAll(array) : plain;
        plain.set(i, value);
      }
    }
    return plain;
  }

  private static JsonNode tagged(ObjectNode object) {
    JsonNode value = object.size() == 2 ? object.get(VALUE) : null;
    if (value == null || !(object.get(TYPE) instanceof StringNode type)) {
      return object;
    }
    return switch (type.stringValue()) {
      case "datetime", "date", "time", "bytes", "base64" -> text(type.stringValue(), value);
      case "uuid" -> uuid(value instanceof ObjectNode parts ? parts.path("hex") : value);
      case "decimal" -> decimal(text("decimal", value).stringValue());
      default -> object;
    };
  }

  private static StringNode text(String tag, JsonNode value) {
    if (value instanceof StringNode text) {
      return text;
    }
    throw bad(tag, WireJson.shown(value), "a string");
  }

  private static JsonNode uuid(JsonNode value) {
    String hex = text("uuid", value).stringValue().replace("-", "");
    try {
      long high = HexFormat.fromHexDigitsToLong(hex, 0, 16);
      long low = HexFormat.fromHexDigitsToLong(hex, 16, 32);
      if (hex.length() == 32) {
        return StringNode.valueOf(new UUID(high, low).toString());
      }
    } catch (NumberFormatException | IndexOutOfBoundsException _) {
      // the complaint below says it all
    }
    throw bad("uuid", hex, "32 hexadecimal digits");
  }

  private static JsonNode decimal(String text) {
    if (text.endsWith("NaN") || text.endsWith("Infinity")) {
      return Json.nullNode();
    }
    try {
      if (text.length() <= MAX_DIGITS) {
        var number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) <= MAX_DIGITS) {
          return DecimalNode.valueOf(number);
        }
      }
    } catch (NumberFormatException _) {
      // the complaint below says it all
    }
    throw bad("decimal", text, "a decimal number of at most " + MAX_DIGITS + " digits");
  }

  private static InvalidValueException bad(String tag, String value, String expected) {
    return new InvalidValueException("tagged " + tag, value, expected);
  }
}
