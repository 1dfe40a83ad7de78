package dev.meridian.builtin;

import dev.meridian.json.Json;
import dev.meridian.json.JsonSchema;
import dev.meridian.task.Schemas;
import tools.jackson.databind.node.ObjectNode;

/// The schemas of [Fetch]. They use only the keywords that OGC API - Processes allows (no `$ref`,
/// no `const`, one type each), so that they can be shown as they are.
final class FetchSchemas {
  private static final String ONE_SOURCE =
      """
      {"source": {"type": "string", "minLength": 1, "maxLength": 64, "title": "Source",
         "description": "The id of a configured source."},
       "parameters": {"type": "object", "maxProperties": 50, "title": "Parameters",
         "description": "Values for the parameters in the URL of the source.",
         "additionalProperties":
           {"anyOf": [{"type": "string", "maxLength": 500}, {"type": "number"}, {"type": "boolean"}]}},
       "format": {"type": "string", "title": "Format",
         "enum": ["json", "geojson", "csv", "html", "xml", "gpx", "gtfs-realtime"],
         "description": "How to read the document. Default: as configured, else by content type."},
       "select": {"type": "string", "minLength": 1, "maxLength": 500, "title": "Items",
         "description": "JSONPath (json, geojson), CSS selector (html), XPath without namespaces (xml, gpx) or vehicles, trip_updates, alerts (gtfs-realtime). Default: features, records, rows, children of the root, points, entities."},
       "fields": {"title": "Fields",
         "description": "Names to keep, or new names with a path inside the item: a name or JSONPath (json, geojson), a column (csv), a selector or selector@attribute (html), a relative XPath (xml, gpx). lon, lat and geometry are always there if the item has a place.",
         "anyOf": [
           {"type": "array", "minItems": 1, "maxItems": 200,
            "items": {"type": "string", "minLength": 1, "maxLength": 200}},
           {"type": "object", "minProperties": 1, "maxProperties": 200,
            "additionalProperties": {"type": "string", "minLength": 1, "maxLength": 500}}]},
       "filter": {"type": "string", "minLength": 1, "maxLength": 2000, "title": "Filter",
         "description": "Basic CQL2 text over the kept or the original fields, for example mag >= 4.5 AND place LIKE '%Japan%'."},
       "bbox": {"type": "array", "minItems": 4, "maxItems": 4, "items": {"type": "number"},
         "title": "Box",
         "description": "West, south, east, north in degrees; west greater than east crosses the antimeridian."},
       "polygon": {"type": "object", "required": ["type", "coordinates"], "title": "Area",
         "description": "GeoJSON Polygon or MultiPolygon: only items that touch it.",
         "properties": {"type": {"type": "string", "enum": ["Polygon", "MultiPolygon"]},
           "coordinates": {"type": "array"}}},
       "crs": {"type": "string", "maxLength": 60, "title": "Reference system",
         "description": "Of the document, for example EPSG:25832; coordinates easting (longitude) first. The answer is in degrees, longitude first."},
       "simplify": {"type": "number", "minimum": 0, "maximum": 1000000, "title": "Simplify",
         "description": "How far, in metres, a line may be moved to leave out points."},
       "precision": {"type": "integer", "minimum": 0, "maximum": 9, "default": 5,
         "title": "Decimals", "description": "Of coordinates; 5 is about a metre."},
       "sort": {"type": "string", "minLength": 1, "maxLength": 200, "title": "Order",
         "description": "A field; with a minus in front, descending. Items without it come last."},
       "limit": {"type": "integer", "minimum": 1, "maximum": 200000, "title": "Limit",
         "description": "The most records in the answer."},
       "output": {"type": "string", "enum": ["records", "geojson", "columns"],
         "default": "records", "title": "Output",
         "description": "records: objects; geojson: a FeatureCollection; columns: names once, then rows."}}
      """;

  private static final String OUTPUT =
      """
      {"type": "object", "required": ["source", "count"],
       "description": "The answer of one source; members without a value are left out.",
       "properties": {
         "source": {"type": "string"},
         "count": {"type": "integer", "minimum": 0},
         "truncated": {"type": "boolean", "description": "true if the limit left some out."},
         "records": {"type": "array", "items": {"type": "object"}},
         "type": {"type": "string", "enum": ["FeatureCollection"]},
         "features": {"type": "array", "items": {"type": "object"}},
         "columns": {"type": "array", "items": {"type": "string"}},
         "rows": {"type": "array", "items": {"type": "array"}}}}
      """;

  private FetchSchemas() {}

  static Schemas schemas() {
    return new Schemas(JsonSchema.of(input()), JsonSchema.parse(OUTPUT), "result");
  }

  private static ObjectNode input() {
    ObjectNode one = Json.object().put("type", "object").put("additionalProperties", false);
    one.set("required", Json.array().add("source"));
    one.set("properties", Json.read(ONE_SOURCE));
    ObjectNode sources =
        Json.object()
            .put("type", "array")
            .put("minItems", 1)
            .put("maxItems", Fetch.MAX_SOURCES)
            .put("title", "Sources")
            .put("description", "Ids, or objects whose members override those of the request.");
    ObjectNode id = Json.object().put("type", "string").put("minLength", 1).put("maxLength", 64);
    sources.set("items", Json.object().set("anyOf", Json.array().add(id).add(one)));
    ObjectNode properties = Json.object().set("sources", sources);
    Json.read(ONE_SOURCE).properties().forEach(e -> properties.set(e.getKey(), e.getValue()));
    ObjectNode input = Json.object().put("type", "object").put("additionalProperties", false);
    return input.set("properties", properties);
  }
}
