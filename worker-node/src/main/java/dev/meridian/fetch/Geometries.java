package dev.meridian.fetch;

import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.CoordinateSequenceFilter;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// GeoJSON geometries (RFC 7946, 3.1) to JTS and back, in two dimensions.
final class Geometries {
  private static final GeometryFactory FACTORY = new GeometryFactory();

  private Geometries() {}

  /// The geometry of a GeoJSON object; rings that are not closed are closed.
  ///
  /// @throws IllegalArgumentException if it is none
  static Geometry read(JsonNode geoJson) {
    JsonNode coordinates = geoJson.path("coordinates");
    return switch (geoJson.path("type").asString("")) {
      case "Point" -> FACTORY.createPoint(position(coordinates));
      case "MultiPoint" -> FACTORY.createMultiPointFromCoords(positions(coordinates));
      case "LineString" -> FACTORY.createLineString(positions(coordinates));
      case "MultiLineString" ->
          FACTORY.createMultiLineString(
              coordinates
                  .valueStream()
                  .map(line -> FACTORY.createLineString(positions(line)))
                  .toArray(LineString[]::new));
      case "Polygon" -> polygon(coordinates);
      case "MultiPolygon" ->
          FACTORY.createMultiPolygon(
              coordinates.valueStream().map(Geometries::polygon).toArray(Polygon[]::new));
      case "GeometryCollection" ->
          FACTORY.createGeometryCollection(
              geoJson
                  .path("geometries")
                  .valueStream()
                  .map(Geometries::read)
                  .toArray(Geometry[]::new));
      default -> throw new IllegalArgumentException("no geometry");
    };
  }

  /// The GeoJSON of a geometry, its coordinates rounded.
  static ObjectNode write(Geometry geometry, int decimals) {
    ObjectNode geoJson = Json.object().put("type", geometry.getGeometryType());
    if (geometry.getClass() == GeometryCollection.class) {
      ArrayNode parts = Json.array();
      for (int i = 0; i < geometry.getNumGeometries(); i++) {
        parts.add(write(geometry.getGeometryN(i), decimals));
      }
      return geoJson.set("geometries", parts);
    }
    return geoJson.set("coordinates", coordinates(geometry, decimals));
  }

  /// Moves every coordinate of a geometry in place.
  static void move(Geometry geometry, Move move) {
    geometry.apply(
        new CoordinateSequenceFilter() {
          @Override
          public void filter(CoordinateSequence sequence, int i) {
            double[] to = move.to(sequence.getX(i), sequence.getY(i));
            sequence.setOrdinate(i, CoordinateSequence.X, to[0]);
            sequence.setOrdinate(i, CoordinateSequence.Y, to[1]);
          }

          @Override
          public boolean isDone() {
            return false;
          }

          @Override
          public boolean isGeometryChanged() {
            return true;
          }
        });
  }

  /// Where a coordinate goes.
  @FunctionalInterface
  interface Move {
    double[] to(double x, double y);
  }

  private static ArrayNode coordinates(Geometry geometry, int decimals) {
    return switch (geometry) {
      case Point point -> position(point.getX(), point.getY(), decimals);
      case LineString line -> line(line, decimals);
      case Polygon polygon -> {
        ArrayNode rings = Json.array().add(line(polygon.getExteriorRing(), decimals));
        for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
          rings.add(line(polygon.getInteriorRingN(i), decimals));
        }
        yield rings;
      }
      default -> {
        ArrayNode parts = Json.array();
        for (int i = 0; i < geometry.getNumGeometries(); i++) {
          parts.add(coordinates(geometry.getGeometryN(i), decimals));
        }
        yield parts;
      }
    };
  }

  private static ArrayNode line(LineString line, int decimals) {
    ArrayNode positions = Json.array();
    for (Coordinate c : line.getCoordinates()) {
      positions.add(position(c.x, c.y, decimals));
    }
    return positions;
  }

  private static ArrayNode position(double x, double y, int decimals) {
    return Json.array().add(Values.rounded(x, decimals)).add(Values.rounded(y, decimals));
  }

  private static Polygon polygon(JsonNode rings) {
    List<LinearRing> all = rings.valueStream().map(Geometries::ring).toList();
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a polygon without rings");
    }
    return FACTORY.createPolygon(
        all.getFirst(), all.subList(1, all.size()).toArray(LinearRing[]::new));
  }

  private static LinearRing ring(JsonNode node) {
    List<Coordinate> ring = new ArrayList<>(List.of(positions(node)));
    if (!ring.isEmpty() && !ring.getFirst().equals2D(ring.getLast())) {
      ring.add(ring.getFirst());
    }
    return FACTORY.createLinearRing(ring.toArray(Coordinate[]::new));
  }

  private static Coordinate[] positions(JsonNode node) {
    return node.valueStream().map(Geometries::position).toArray(Coordinate[]::new);
  }

  private static Coordinate position(JsonNode node) {
    double x = node.path(0).asDouble(Double.NaN);
    double y = node.path(1).asDouble(Double.NaN);
    if (!node.path(0).isNumber() || !node.path(1).isNumber() || !Double.isFinite(x + y)) {
      throw new IllegalArgumentException("no position: " + node);
    }
    return new Coordinate(x, y);
  }
}
