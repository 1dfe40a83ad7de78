package dev.meridian.builtin;

import dev.meridian.json.JsonSchema;
import dev.meridian.task.Schemas;
import dev.meridian.task.TaskType;
import dev.meridian.task.TimeLimits;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// The task type `geofence`: which of the fences in a request contain each of its points, and how a
/// track goes through them.
public final class Geofence {
  /// The most fences of one request.
  public static final int MAX_FENCES = 10_000;

  /// The most points of one request, and the most fixes.
  public static final int MAX_POINTS = 100_000;

  /// The most fences of all points of one answer, and the most crossings.
  public static final int MAX_FOUND = 1_000_000;

  private static final String INPUT =
      """
      {"type": "object", "required": ["fences"], "additionalProperties": false,
       "properties": {
         "fences": {"type": "object", "required": ["type", "features"], "title": "Fences",
           "description": "GeoJSON FeatureCollection of Polygons, MultiPolygons and circles: Points with the property radius in metres. A fence without an id is called by its place, from 0.",
           "properties": {
             "type": {"type": "string", "enum": ["FeatureCollection"]},
             "features": {"type": "array", "maxItems": %d, "items": {
               "type": "object", "required": ["type", "geometry"],
               "properties": {
                 "type": {"type": "string", "enum": ["Feature"]},
                 "geometry": {"type": "object", "required": ["type", "coordinates"]}}}}}},
         "points": {"type": "array", "maxItems": %d, "title": "Points",
           "description": "[longitude, latitude] each, in degrees.",
           "items": {"type": "array", "minItems": 2, "maxItems": 3,
             "items": {"type": "number"}}},
         "track": {"type": "array", "maxItems": %d, "title": "Track",
           "description": "Fixes of one object in any order; they are taken in that of their times.",
           "items": {"type": "object", "required": ["time", "lon", "lat"],
             "additionalProperties": false,
             "properties": {
               "time": {"type": "string", "maxLength": 40, "description": "RFC 3339, with offset."},
               "lon": {"type": "number", "minimum": -180, "maximum": 180},
               "lat": {"type": "number", "minimum": -90, "maximum": 90},
               "accuracy": {"type": "number", "minimum": 0, "default": 0,
                 "description": "Metres round the position that the object is within."},
               "altitude": {"type": "number", "minimum": -1000000, "maximum": 1000000,
                 "description": "Metres."}}}},
         "object": {"type": "string", "maxLength": 128, "title": "Object",
           "description": "The id of the object on the track, for fences that name objects."}}}
      """
          .formatted(MAX_FENCES, MAX_POINTS, MAX_POINTS);

  private static final String OUTPUT =
      """
      {"type": "object", "required": ["fences"],
       "properties": {
         "fences": {"type": "integer", "minimum": 0, "description": "How many there are."},
         "points": {"type": "array",
           "description": "For each point the ids of the fences that contain it, in order.",
           "items": {"type": "array", "items": {"type": "string"}}},
         "crossings": {"type": "array",
           "description": "What happened on the track, in order.",
           "items": {"type": "object", "required": ["kind", "fence", "from", "confirmed"],
             "properties": {
               "kind": {"type": "string", "enum": ["enter", "exit", "cross", "dwell", "approach", "inside", "outside"]},
               "fence": {"type": "string"},
               "visit": {"type": "integer", "description": "Counts the visits to any fence."},
               "from": {"type": "string", "description": "When, interpolated between two fixes."},
               "confirmed": {"type": "string",
                 "description": "When that was certain; of cross, when the object was out again."}}}}}}
      """;

  /// The type, as senders and workers share it.
  public static final TaskType<JsonNode, JsonNode> TYPE =
      TaskType.of("geofence", JsonNode.class, JsonNode.class)
          .with(
              new TaskType.About(
                  "Geofence",
                  "Says which fences contain each of some points, exactly, and when a track enters,"
                      + " leaves and crosses them.",
                  "1.0.0"))
          .with(new Schemas(JsonSchema.parse(INPUT), JsonSchema.parse(OUTPUT), "result"))
          .with(new TimeLimits(Duration.ofSeconds(60), Duration.ofSeconds(75)));

  private Geofence() {}
}
