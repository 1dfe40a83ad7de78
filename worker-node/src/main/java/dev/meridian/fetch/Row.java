package dev.meridian.fetch;

import java.util.Comparator;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An item that is part of the answer.
///
/// @param kept its fields
/// @param place its GeoJSON geometry, null if it has none
/// @param key what it is sorted by, null if it has none
record Row(ObjectNode kept, @Nullable JsonNode place, @Nullable JsonNode key) {
  /// The order of rows by their keys: numbers before texts before the rest, none last.
  static Comparator<Row> order(boolean descending) {
    Comparator<JsonNode> byValue = Comparator.comparingInt(Row::kind);
    byValue = byValue.thenComparing(Row::compare);
    Comparator<JsonNode> byKey = descending ? byValue.reversed() : byValue;
    return Comparator.comparing(Row::key, Comparator.nullsLast(byKey));
  }

  private static int kind(JsonNode value) {
    return value.isNumber() ? 0 : value.isString() ? 1 : value.isBoolean() ? 2 : 3;
  }

  private static int compare(JsonNode a, JsonNode b) {
    OptionalInt order = Values.compare(a, b);
    return order.orElse(0);
  }
}
