package dev.meridian.testing;

import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.track.Crossed;
import dev.meridian.track.ObjectStore.Step;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Positions, steps, crossings and fences for tests.
public final class TrackSamples {
  /// The time of second 0.
  public static final Instant START = Instant.parse("2026-11-22T08:00:00Z");

  private TrackSamples() {}

  /// A position of an object at a second.
  public static Position position(String object, int second, double lon, double lat) {
    return new Position(
        object,
        START.plusSeconds(second),
        new LonLat(lon, lat),
        5.5,
        second,
        new Motion(1.25, null, 30.0),
        Json.object().put("battery", 80));
  }

  /// A position of an object at a second, near 8.6, 50.1.
  public static Position position(String object, int second) {
    return position(object, second, 8.6 + second * 1e-4, 50.1);
  }

  /// A crossing into a fence.
  public static Crossed enter(String region, String object, String fence, int visit) {
    return new Crossed(
        object + "/" + fence + "/enter/" + visit,
        region,
        object,
        Crossed.Kind.ENTER,
        fence,
        List.of("depots"),
        "moved",
        new LonLat(8.6, 50.1),
        START,
        START.plusSeconds(1),
        false,
        Json.object().put("visit", visit).put("note", "a \"quoted\" ü\n"));
  }

  /// A step that only moves an object.
  public static Step step(Position last, long expected) {
    return step(last, expected, Set.of(), Set.of(), List.of());
  }

  /// A step with crossings. It is due a minute after its last position.
  public static Step step(
      Position last,
      long expected,
      Set<String> entered,
      Set<String> left,
      List<Crossed> crossings) {
    return new Step(
        last.object(),
        expected,
        "{\"at\":\"" + last.time() + "\"}",
        last,
        last.time().plusSeconds(60),
        List.of(last),
        entered,
        left,
        crossings);
  }

  /// The same step, due at another time.
  public static Step due(Step step, Instant due) {
    return new Step(
        step.object(),
        step.expected(),
        step.state(),
        step.last(),
        due,
        step.track(),
        step.entered(),
        step.left(),
        step.crossings());
  }

  /// A fence that is a circle.
  public static ObjectNode fence(String id, int radius) {
    ObjectNode feature = Json.object().put("type", "Feature").put("id", id);
    feature
        .putObject("geometry")
        .put("type", "Point")
        .set("coordinates", Json.of(List.of(8.6, 50.1)));
    feature.putObject("properties").put("radius", radius).put("name", "ü \"\n");
    return feature;
  }
}
