package dev.meridian.builtin;

import dev.meridian.json.JsonSchema;
import dev.meridian.task.Schemas;
import dev.meridian.task.TaskType;
import dev.meridian.task.TimeLimits;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// The task type `geofence.replay`: what would have been told of an object's kept track, had the
/// fences of the request been there.
public final class GeofenceReplay {
  private static final String INPUT =
      """
      {"type": "object", "required": ["fences", "object"], "additionalProperties": false,
       "properties": {
         "fences": {"type": "object", "required": ["type", "features"], "title": "Fences",
           "description": "GeoJSON FeatureCollection, as for geofence.",
           "properties": {
             "type": {"type": "string", "enum": ["FeatureCollection"]},
             "features": {"type": "array", "maxItems": %d, "items": {
               "type": "object", "required": ["type", "geometry"]}}}},
         "object": {"type": "string", "minLength": 1, "maxLength": 128, "title": "Object",
           "description": "The id of the object whose track is kept."},
         "since": {"type": "string", "maxLength": 40, "title": "Since",
           "description": "RFC 3339, with offset: positions before it are left out."},
         "until": {"type": "string", "maxLength": 40, "title": "Until",
           "description": "RFC 3339, with offset: positions after it are left out."}}}
      """
          .formatted(Geofence.MAX_FENCES);

  private static final String OUTPUT =
      """
      {"type": "object", "required": ["positions", "crossings"],
       "properties": {
         "positions": {"type": "integer", "minimum": 0,
           "description": "How many of the track were followed."},
         "crossings": {"type": "array", "description": "What would have been told, in order.",
           "items": {"type": "object", "required": ["kind", "fence", "from", "confirmed"],
             "properties": {
               "kind": {"type": "string",
                 "enum": ["enter", "exit", "cross", "dwell", "approach", "inside", "outside"]},
               "fence": {"type": "string"},
               "visit": {"type": "integer", "description": "Counts the visits to any fence."},
               "from": {"type": "string", "description": "When, interpolated between two fixes."},
               "confirmed": {"type": "string", "description": "When that was certain."}}}}}}
      """;

  /// The type, as senders and workers share it.
  public static final TaskType<JsonNode, JsonNode> TYPE =
      TaskType.of("geofence.replay", JsonNode.class, JsonNode.class)
          .with(
              new TaskType.About(
                  "Geofence replay",
                  "Says what would have been told of an object's kept track with other fences.",
                  "1.0.0"))
          .with(new Schemas(JsonSchema.parse(INPUT), JsonSchema.parse(OUTPUT), "result"))
          .with(new TimeLimits(Duration.ofSeconds(60), Duration.ofSeconds(75)));

  private GeofenceReplay() {}
}
