package dev.meridian.fetch;

import dev.meridian.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An item with its place on the globe.
///
/// @param record all it holds; `geometry` is not in it
/// @param point its rounded position, longitude first, perhaps with a height; null if it has none
/// @param shape its rounded GeoJSON geometry if it is not a point
record Item(ObjectNode record, @Nullable ArrayNode point, @Nullable ObjectNode shape) {
  /// A member, or `lon`, `lat` or `geometry` of any item that has a place; null if there is none.
  @Nullable JsonNode get(String name) {
    JsonNode value = record.get(name);
    if (value != null) {
      return value;
    }
    return switch (name) {
      case "lon" -> point == null ? null : point.get(0);
      case "lat" -> point == null ? null : point.get(1);
      case "geometry" -> geometry();
      default -> null;
    };
  }

  /// Its GeoJSON geometry; null if it has no place.
  @Nullable JsonNode geometry() {
    return point == null ? shape : Json.object().put("type", "Point").set("coordinates", point);
  }
}
