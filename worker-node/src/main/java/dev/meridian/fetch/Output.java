package dev.meridian.fetch;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The answer in the form asked for.
///
/// @param source its id
/// @param truncated whether a limit left some rows out
record Output(String source, boolean truncated) {
  private static final Set<String> PLACE = Set.of("lon", "lat", "z", "geometry", "coordinates");

  ObjectNode of(String form, List<Row> rows) {
    ObjectNode answer = Json.object().put("source", source).put("count", rows.size());
    if (truncated) {
      answer.put("truncated", true);
    }
    switch (form) {
      case "records" -> answer.set("records", records(rows));
      case "geojson" -> answer.put("type", "FeatureCollection").set("features", features(rows));
      case "columns" -> addColumns(rows, answer);
      default -> throw new InvalidValueException("/output", form, "records, geojson or columns");
    }
    return answer;
  }

  private static ArrayNode records(List<Row> rows) {
    ArrayNode records = Json.array();
    rows.forEach(row -> records.add(row.kept()));
    return records;
  }

  private static ArrayNode features(List<Row> rows) {
    ArrayNode features = Json.array();
    for (Row row : rows) {
      ObjectNode feature = features.addObject().put("type", "Feature");
      ObjectNode properties = row.kept().deepCopy();
      if (row.place() != null) {
        properties.remove(PLACE);
      }
      JsonNode id = properties.path("id");
      if (id.isString() || id.isNumber()) {
        feature.set("id", properties.remove("id"));
      }
      feature.set("properties", properties);
      feature.set("geometry", row.place() == null ? Json.nullNode() : row.place());
    }
    return features;
  }

  private static void addColumns(List<Row> rows, ObjectNode answer) {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.kept().propertyNames()));
    ArrayNode columns = answer.putArray("columns");
    names.forEach(columns::add);
    ArrayNode cells = answer.putArray("rows");
    for (Row row : rows) {
      ArrayNode line = cells.addArray();
      for (String name : names) {
        JsonNode value = row.kept().get(name);
        line.add(value == null ? Json.nullNode() : value);
      }
    }
  }
}
