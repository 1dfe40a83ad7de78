package dev.meridian.tracking;

import dev.meridian.fence.Crossing;
import dev.meridian.fence.Crossing.Evidence;
import dev.meridian.fence.Fence;
import dev.meridian.fence.Fix;
import dev.meridian.geo.Gazetteer;
import dev.meridian.json.Json;
import dev.meridian.track.Crossed;
import dev.meridian.track.Position.Motion;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Crossings as clients hear of them, of one object.
///
/// Their ids are `OBJECT/FENCE/KIND/VISIT` of what belongs to a visit, else
/// `OBJECT/FENCE/KIND/MILLIS` of when it happened; of a late one the kind is `late-enter` or
/// `late-exit`, and of a window it is the cause, as a fix at that time may be told of, too. In ids
/// of objects and fences, `%` and `/` are written `%25` and `%2F`.
///
/// @param region whose workers conclude them
/// @param object the id
/// @param places of which the nearest is told
record Crossings(String region, String object, Gazetteer places) {
  /// @param heading of the last movement before; NaN if there is none
  /// @param device what the object said of its movement at the fix that shows the crossing
  Crossed of(Crossing crossing, double heading, Motion device) {
    Fence fence = crossing.fence();
    Evidence evidence = crossing.evidence();
    return new Crossed(
        id(crossing),
        region,
        object,
        Crossed.Kind.valueOf(crossing.kind().name()),
        fence == null ? null : fence.id(),
        fence == null ? List.of() : fence.groups(),
        word(crossing.cause()),
        evidence.after().at(),
        crossing.from(),
        crossing.confirmed(),
        crossing.late(),
        details(crossing, heading, device));
  }

  private String id(Crossing crossing) {
    Fence fence = crossing.fence();
    boolean ofVisit =
        switch (crossing.kind()) {
          case ENTER, EXIT, DWELL -> !crossing.late() && crossing.visit() > 0;
          case CROSS, APPROACH, LOST, INSIDE, OUTSIDE -> false;
        };
    return escaped(object)
        + "/"
        + (fence == null ? "" : escaped(fence.id()))
        + "/"
        + (crossing.late() ? "late-" : "")
        + what(crossing)
        + "/"
        + (ofVisit ? crossing.visit() : crossing.from().toEpochMilli());
  }

  private static String what(Crossing crossing) {
    return switch (crossing.cause()) {
      case WINDOW_OPENED, WINDOW_CLOSED -> word(crossing.cause());
      case MOVED, FENCE_EDITED, FENCE_REMOVED, OBJECT_LOST, TIME_PASSED, OVERLAP ->
          word(crossing.kind());
    };
  }

  private ObjectNode details(Crossing crossing, double heading, Motion device) {
    Evidence evidence = crossing.evidence();
    ObjectNode details = Json.object();
    Fence fence = crossing.fence();
    if (fence != null) {
      details.put("fenceVersion", fence.version());
    }
    if (crossing.visit() > 0) {
      details.put("visit", crossing.visit());
    }
    if (evidence.before() != null) {
      details.set("before", fix(evidence.before()));
      Movement movement = Movement.between(evidence.before(), evidence.after(), heading);
      put(details, "speed", movement.speed());
      put(details, "heading", movement.heading());
    }
    details.set("after", fix(evidence.after()));
    put(details, "edgeMetres", evidence.edge());
    if (evidence.eta() != null) {
      details.put("etaSeconds", evidence.eta().toMillis() / 1000.0);
    }
    if (crossing.ignoresAltitude()) {
      details.put("altitudeIgnored", true);
    }
    put(details, "deviceSpeed", device.speed());
    put(details, "deviceHeading", device.heading());
    places.nearest(evidence.after().at()).ifPresent(near -> details.set("place", place(near)));
    return details;
  }

  private static ObjectNode place(Gazetteer.Near near) {
    return Json.object().put("name", near.name()).put("distance", Math.round(near.metres()));
  }

  private static ObjectNode fix(Fix fix) {
    return Json.object()
        .put("time", fix.time().toString())
        .put("lon", fix.at().lon())
        .put("lat", fix.at().lat())
        .put("accuracy", fix.accuracy());
  }

  private static void put(ObjectNode details, String name, @Nullable Double value) {
    if (value != null && Double.isFinite(value)) {
      details.put(name, value);
    }
  }

  private static String word(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String escaped(String id) {
    return id.replace("%", "%25").replace("/", "%2F");
  }
}
