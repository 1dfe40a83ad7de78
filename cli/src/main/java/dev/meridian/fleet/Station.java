package dev.meridian.fleet;

import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import tools.jackson.databind.node.ObjectNode;

/// A place where vehicles stop.
///
/// @param id in the timetable
/// @param name for people
/// @param at its centre
public record Station(String id, String name, LonLat at) {
  /// The group of the fences.
  public static final String GROUP = "stations";

  /// A fence round it, as a GeoJSON Feature.
  public ObjectNode fence(Ledger.Rules rules) {
    ObjectNode feature = Json.object().put("type", "Feature").put("id", id);
    ObjectNode point = feature.putObject("geometry").put("type", "Point");
    point.putArray("coordinates").add(at.lon()).add(at.lat());
    feature
        .putObject("properties")
        .put("name", name)
        .put("radius", rules.radius())
        .put("exitBuffer", rules.exitBuffer())
        .put("minInside", rules.minInside())
        .putArray("groups")
        .add(GROUP);
    return feature;
  }
}
