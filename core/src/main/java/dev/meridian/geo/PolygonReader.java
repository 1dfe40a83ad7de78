package dev.meridian.geo;

import dev.meridian.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;
import tools.jackson.databind.JsonNode;

/// Reads one GeoJSON Polygon or MultiPolygon: rings unwrapped over the antimeridian, validated or
/// repaired, and cut there again.
final class PolygonReader {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();
  private static final int MOST_POSITIONS = 100_000;
  private static final int MOST_CROSSINGS = 10_000;
  private static final int CROSSINGS_A_CORNER = 4;
  private static final double TURN = 360;
  private static final double LONGEST_OVER = 120;

  private final List<Polygon> parts = new ArrayList<>();
  private int positions;

  private PolygonReader() {}

  static Geometry read(JsonNode geoJson) {
    var reader = new PolygonReader();
    JsonNode coordinates = list(geoJson.path("coordinates"), "/coordinates", "an array");
    switch (geoJson.path("type").asString("")) {
      case "Polygon" -> reader.polygon(coordinates, "/coordinates");
      case "MultiPolygon" -> {
        for (int i = 0; i < coordinates.size(); i++) {
          reader.polygon(coordinates.get(i), "/coordinates/" + i);
        }
      }
      default ->
          throw new InvalidValueException("/type", geoJson.path("type"), "Polygon or MultiPolygon");
    }
    return reader.whole();
  }

  private Geometry whole() {
    Geometry all = GEOMETRIES.buildGeometry(parts);
    return valid(all, "/coordinates");
  }

  private void polygon(JsonNode rings, String pointer) {
    list(rings, pointer, "an array of rings, the outer one first");
    var outer = ring(rings.get(0), pointer + "/0");
    var holes = new ArrayList<LinearRing>();
    for (int i = 1; i < rings.size(); i++) {
      holes.add(moved(ring(rings.get(i), pointer + "/" + i), outer.getEnvelopeInternal()));
    }
    Polygon polygon = GEOMETRIES.createPolygon(outer, holes.toArray(LinearRing[]::new));
    cut(valid(polygon, pointer));
  }

  /// The ring with longitudes that go on beyond 180 or -180 where it crosses the antimeridian.
  private LinearRing ring(JsonNode ring, String pointer) {
    List<LonLat> corners = corners(ring, pointer);
    var points = new Coordinate[corners.size()];
    int turns = 0;
    int unclear = -1;
    LonLat previous = corners.getFirst();
    for (int i = 0; i < points.length; i++) {
      LonLat corner = corners.get(i);
      int turn = turn(corner.lon() - previous.lon());
      turns += turn;
      if (unclear < 0
          && turn != 0
          && Math.abs(corner.lon() - previous.lon()) < TURN - LONGEST_OVER) {
        unclear = i;
      }
      points[i] = new Coordinate(corner.lon() + turns * TURN, corner.lat());
      previous = corner;
    }
    if (turns != 0) {
      throw new InvalidValueException(
          pointer + "/" + (points.length - 1),
          shown(previous),
          "a ring round a pole written down to latitude 90 or -90");
    }
    if (unclear >= 0) {
      throw new InvalidValueException(
          pointer + "/" + unclear,
          shown(corners.get(unclear)) + " after " + shown(corners.get(unclear - 1)),
          "at most 180 degrees of longitude further, or 120 over the antimeridian; add positions"
              + " between");
    }
    return narrow(GEOMETRIES.createLinearRing(points), pointer);
  }

  private List<LonLat> corners(JsonNode ring, String pointer) {
    list(ring, pointer, "an array of at least 4 positions");
    if (ring.size() < 4) {
      throw new InvalidValueException(pointer, ring, "at least 4 positions");
    }
    var corners = new ArrayList<LonLat>(ring.size());
    for (int i = 0; i < ring.size(); i++) {
      corners.add(position(ring.get(i), pointer + "/" + i));
    }
    if (!corners.getLast().equals(corners.getFirst())) {
      String last = pointer + "/" + (corners.size() - 1);
      throw new InvalidValueException(last, shown(corners.getLast()), "the first position again");
    }
    return corners;
  }

  private static LinearRing narrow(LinearRing ring, String pointer) {
    double width = ring.getEnvelopeInternal().getWidth();
    if (width > TURN) {
      throw new InvalidValueException(pointer, width + " degrees", "a ring once round at most");
    }
    return ring;
  }

  /// Which way round the globe an edge goes.
  private static int turn(double step) {
    if (Math.abs(step) <= TURN / 2 || Math.abs(step) >= TURN) {
      return 0;
    }
    return step > 0 ? -1 : 1;
  }

  private LonLat position(JsonNode position, String pointer) {
    if (++positions > MOST_POSITIONS) {
      throw new InvalidValueException(
          pointer, positions, "at most " + MOST_POSITIONS + " positions");
    }
    JsonNode lon = position.path(0);
    JsonNode lat = position.path(1);
    try {
      if (lon.isNumber() && lat.isNumber()) {
        return new LonLat(lon.doubleValue(Double.NaN), lat.doubleValue(Double.NaN));
      }
    } catch (InvalidValueException e) {
      throw new InvalidValueException(pointer, position, e.name() + " of " + e.expected());
    }
    throw new InvalidValueException(pointer, position, "[longitude, latitude]");
  }

  /// The hole a turn further east or west if it lies within `bounds` only there.
  private static LinearRing moved(LinearRing hole, Envelope bounds) {
    for (double shift : new double[] {0, TURN, -TURN}) {
      var there = AffineTransformation.translationInstance(shift, 0).transform(hole);
      if (bounds.covers(there.getEnvelopeInternal())) {
        return (LinearRing) there;
      }
    }
    return hole;
  }

  private static Geometry valid(Geometry geometry, String pointer) {
    TopologyValidationError error = new IsValidOp(geometry).getValidationError();
    if (error == null) {
      return geometry;
    }
    int most = MOST_CROSSINGS + CROSSINGS_A_CORNER * geometry.getNumPoints();
    boolean isBeyondRepair =
        error.getErrorType() == TopologyValidationError.HOLE_OUTSIDE_SHELL
            || SelfCrossings.exceed(geometry, most);
    Geometry repaired = isBeyondRepair ? null : GeometryFixer.fix(geometry);
    if (repaired == null || repaired.getArea() == 0) {
      Coordinate at = error.getCoordinate();
      var where = new LonLat(Math.IEEEremainder(at.x, TURN), at.y);
      throw new InvalidValueException(
          pointer, shown(where), "a valid polygon, but here is: " + error.getMessage());
    }
    return repaired;
  }

  private void cut(Geometry unwrapped) {
    Envelope bounds = unwrapped.getEnvelopeInternal();
    if (bounds.getMinX() >= -TURN / 2 && bounds.getMaxX() <= TURN / 2) {
      parts.addAll(Shape.polygons(unwrapped));
      return;
    }
    for (int turn = -1; turn <= 1; turn++) {
      double west = turn * TURN - TURN / 2;
      var globe = GEOMETRIES.toGeometry(new Envelope(west, west + TURN, -90, 90));
      var back = AffineTransformation.translationInstance(-turn * TURN, 0);
      parts.addAll(Shape.polygons(back.transform(unwrapped.intersection(globe))));
    }
  }

  private static String shown(LonLat point) {
    return "[" + point.lon() + ", " + point.lat() + "]";
  }

  private static JsonNode list(JsonNode node, String pointer, String expected) {
    if (!node.isArray() || node.isEmpty()) {
      throw new InvalidValueException(pointer, node.isMissingNode() ? "nothing" : node, expected);
    }
    return node;
  }
}
