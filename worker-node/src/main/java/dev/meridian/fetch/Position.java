package dev.meridian.fetch;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The two members of a record that hold its position, by the names people give them.
///
/// @param xName of the longitude or easting
/// @param yName of the latitude or northing
record Position(String xName, String yName) {
  private static final List<Position> DEGREES =
      List.of(
          new Position("lon", "lat"),
          new Position("longitude", "latitude"),
          new Position("lng", "lat"),
          new Position("long", "lat"),
          new Position("stop_lon", "stop_lat"));
  private static final List<Position> PROJECTED =
      List.of(new Position("x", "y"), new Position("easting", "northing"), new Position("e", "n"));

  /// The first pair of numbers in the record; null if there is none.
  ///
  /// @param projected whether names of projected coordinates count too
  static @Nullable Position find(ObjectNode record, boolean projected) {
    Position found = find(record, DEGREES);
    return found == null && projected ? find(record, PROJECTED) : found;
  }

  double x(ObjectNode record) {
    return record.path(xName).doubleValue();
  }

  double y(ObjectNode record) {
    return record.path(yName).doubleValue();
  }

  private static @Nullable Position find(ObjectNode record, List<Position> pairs) {
    for (Position pair : pairs) {
      if (isNumber(record, pair.xName) && isNumber(record, pair.yName)) {
        return pair;
      }
    }
    for (String name : record.propertyNames()) {
      String lower = name.toLowerCase(Locale.ROOT);
      for (Position pair : pairs) {
        if (pair.xName.equals(lower) && isNumber(record, name)) {
          String other = sibling(record, pair.yName);
          if (other != null) {
            return new Position(name, other);
          }
        }
      }
    }
    return null;
  }

  private static @Nullable String sibling(ObjectNode record, String lower) {
    return record.propertyNames().stream()
        .filter(name -> name.equalsIgnoreCase(lower) && isNumber(record, name))
        .findFirst()
        .orElse(null);
  }

  private static boolean isNumber(ObjectNode record, String name) {
    JsonNode value = record.get(name);
    return value != null && value.isNumber();
  }
}
