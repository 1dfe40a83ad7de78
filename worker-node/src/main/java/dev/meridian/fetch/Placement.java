package dev.meridian.fetch;

import dev.meridian.InvalidValueException;
import dev.meridian.builtin.FetchInput;
import dev.meridian.geo.Area;
import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.PolygonArea;
import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds where items are, in degrees and rounded, and which of them touch the area asked for. Used
/// by one thread, for one document.
final class Placement {
  private static final int DEFAULT_DECIMALS = 5;
  private static final String GEOMETRY = "geometry";
  private static final String COORDINATES = "coordinates";

  private final List<Area> areas;
  private final Geometries.@Nullable Move reprojection;
  private final double metres;
  private final int decimals;
  private int dropped;

  /// The placement a task asks for.
  ///
  /// @throws dev.meridian.InvalidValueException if its area or reference system cannot be taken
  Placement(FetchInput input) {
    areas = areas(input);
    reprojection = input.crs() == null ? null : Reprojection.from(input.crs()).orElse(null);
    metres = Objects.requireNonNullElse(input.simplify(), 0.0);
    decimals = Objects.requireNonNullElse(input.precision(), DEFAULT_DECIMALS);
  }

  /// How many places had to be dropped, as they are none and cannot be mended.
  int dropped() {
    return dropped;
  }

  /// The item of a record, which is changed; null if it lies outside of the area asked for.
  @Nullable Item place(ObjectNode record) {
    Item item = located(record);
    boolean inside = areas.isEmpty() || item.point() != null || item.shape() != null;
    return inside && isInside(item) ? item : null;
  }

  private Item located(ObjectNode record) {
    JsonNode geometry = record.path(GEOMETRY);
    if (geometry.path("type").isString()) {
      record.remove(GEOMETRY);
      return geometry.path("type").stringValue().equals("Point")
          ? fromPoint(record, geometry.path(COORDINATES))
          : fromShape(record, geometry);
    }
    if (isPosition(record.path(COORDINATES))) {
      ArrayNode point = fromArray(record.path(COORDINATES));
      record.set(COORDINATES, point == null ? Json.nullNode() : point);
      return new Item(record, point, null);
    }
    Position names = Position.find(record, reprojection != null);
    return names == null ? new Item(record, null, null) : fromNames(record, names);
  }

  private static boolean isPosition(JsonNode node) {
    return node.isArray()
        && (node.size() == 2 || node.size() == 3)
        && node.valueStream().allMatch(JsonNode::isNumber);
  }

  private Item fromPoint(ObjectNode record, JsonNode position) {
    ArrayNode point = fromArray(position);
    if (point != null) {
      record.putIfAbsent("lon", point.get(0));
      record.putIfAbsent("lat", point.get(1));
      if (point.size() == 3) {
        record.putIfAbsent("z", point.get(2));
      }
    }
    return new Item(record, point, null);
  }

  private @Nullable ArrayNode fromArray(JsonNode position) {
    ArrayNode point =
        isPosition(position)
            ? point(position.get(0).doubleValue(), position.get(1).doubleValue())
            : null;
    if (point == null) {
      dropped++;
    } else if (position.size() == 3) {
      point.add(Values.rounded(position.get(2).doubleValue(), decimals));
    }
    return point;
  }

  private Item fromNames(ObjectNode record, Position names) {
    ArrayNode point = point(names.x(record), names.y(record));
    if (point == null) {
      dropped++;
      return new Item(record, null, null);
    }
    boolean degrees = reprojection == null;
    record.set(degrees ? names.xName() : "lon", point.get(0));
    record.set(degrees ? names.yName() : "lat", point.get(1));
    if (!degrees && !names.xName().equals("lon")) {
      record.remove(List.of(names.xName(), names.yName()));
    }
    return new Item(record, point, null);
  }

  /// The rounded point in degrees; null if it is none.
  private @Nullable ArrayNode point(double x, double y) {
    double[] to = {x, y};
    try {
      to = reprojection == null ? to : reprojection.to(x, y);
    } catch (IllegalArgumentException e) {
      return null;
    }
    boolean onGlobe = Math.abs(to[0]) <= 180 && Math.abs(to[1]) <= 90;
    return onGlobe
        ? Json.array().add(Values.rounded(to[0], decimals)).add(Values.rounded(to[1], decimals))
        : null;
  }

  private Item fromShape(ObjectNode record, JsonNode geoJson) {
    try {
      Geometry geometry = Geometries.read(geoJson);
      if (reprojection != null) {
        Geometries.move(geometry, reprojection);
      }
      geometry = Lines.mended(geometry);
      geometry = metres > 0 ? Lines.simplified(geometry, metres) : geometry;
      if (!geometry.isEmpty()) {
        return new Item(record, null, Geometries.write(geometry, decimals));
      }
    } catch (IllegalArgumentException e) { // no geometry, or outside of the reference system
    }
    dropped++;
    return new Item(record, null, null);
  }

  private boolean isInside(Item item) {
    if (areas.isEmpty()) {
      return true;
    }
    ArrayNode point = item.point();
    if (point != null) {
      var at = new LonLat(point.get(0).doubleValue(), point.get(1).doubleValue());
      return areas.stream().allMatch(area -> area.contains(at));
    }
    if (item.shape() == null) {
      return false;
    }
    Geometry shape = Geometries.read(item.shape());
    return areas.stream().allMatch(area -> area.geometry().intersects(shape));
  }

  private static List<Area> areas(FetchInput input) {
    List<Area> areas = new ArrayList<>();
    if (input.bbox() != null) {
      areas.add(box(input.bbox()));
    }
    if (input.polygon() != null) {
      areas.add(polygon(input.polygon()));
    }
    return areas;
  }

  private static Area box(List<Double> sides) {
    try {
      return new Box(sides.get(0), sides.get(1), sides.get(2), sides.get(3));
    } catch (InvalidValueException e) {
      throw new InvalidValueException("/bbox", sides, e.name() + " " + e.expected());
    }
  }

  private static Area polygon(JsonNode geoJson) {
    try {
      return PolygonArea.of(geoJson);
    } catch (InvalidValueException e) {
      throw new InvalidValueException("/polygon" + e.name(), geoJson.at(e.name()), e.expected());
    }
  }
}
