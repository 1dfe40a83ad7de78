package dev.meridian.fetch;

import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Single values of documents.
final class Values {
  /// Texts that are numbers and nothing else: no leading zeros or signs, as codes have, and at most
  /// 15 digits before the point.
  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,14})(\\.\\d{1,24})?");

  private static final int MAX_NUMBER = 41;

  private Values() {}

  /// The value of a text in a format that knows only text; null for an empty one.
  static @Nullable JsonNode ofText(String text) {
    String stripped = text.strip();
    if (stripped.isEmpty()) {
      return null;
    }
    if (stripped.length() <= MAX_NUMBER && NUMBER.matcher(stripped).matches()) {
      return stripped.indexOf('.') < 0
          ? LongNode.valueOf(Long.parseLong(stripped))
          : DoubleNode.valueOf(Double.parseDouble(stripped));
    }
    return StringNode.valueOf(stripped);
  }

  /// Sets a member to the value of a text, if there is one.
  static void put(ObjectNode object, String name, String text) {
    JsonNode value = ofText(text);
    if (value != null) {
      object.set(name, value);
    }
  }

  /// How two values compare; empty if they are of different kinds or have no order.
  static OptionalInt compare(JsonNode a, JsonNode b) {
    if (a.isIntegralNumber()
        && b.isIntegralNumber()
        && a.canConvertToLong()
        && b.canConvertToLong()) {
      return OptionalInt.of(Long.compare(a.longValue(), b.longValue()));
    }
    if (a.isNumber() && b.isNumber()) {
      return OptionalInt.of(Double.compare(a.doubleValue(), b.doubleValue()));
    }
    if (a.isString() && b.isString()) {
      return OptionalInt.of(a.stringValue().compareTo(b.stringValue()));
    }
    if (a.isBoolean() && b.isBoolean()) {
      return OptionalInt.of(Boolean.compare(a.booleanValue(), b.booleanValue()));
    }
    return OptionalInt.empty();
  }

  /// The number rounded to so many decimals; integral numbers become integers.
  static JsonNode rounded(double value, int decimals) {
    double scale = Math.pow(10, decimals);
    double rounded = Math.rint(value * scale) / scale;
    return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15
        ? LongNode.valueOf((long) rounded)
        : DoubleNode.valueOf(rounded);
  }

  /// A copy without the members that are null, at any depth.
  static JsonNode compact(JsonNode value) {
    if (!(value instanceof ObjectNode object)) {
      return value;
    }
    ObjectNode compact = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (!member.getValue().isNull()) {
        compact.set(member.getKey(), compact(member.getValue()));
      }
    }
    return compact;
  }
}
