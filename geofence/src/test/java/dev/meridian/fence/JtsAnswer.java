package dev.meridian.fence;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.algorithm.locate.PointOnGeometryLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;

/// What JTS says of the parts of an outline. They have whole numbers for coordinates, of which JTS
/// computes without error.
final class JtsAnswer {
  private final List<Part> parts = new ArrayList<>();

  private record Part(Envelope bounds, PointOnGeometryLocator locator) {
    static Part of(Polygon polygon) {
      return new Part(polygon.getEnvelopeInternal(), new IndexedPointInAreaLocator(polygon));
    }
  }

  JtsAnswer(PolygonOutline outline) {
    for (int part = 0; part < outline.parts(); part++) {
      parts.add(Part.of(polygon(outline, part)));
    }
  }

  boolean covers(int x, int y) {
    var point = new Coordinate(x, y);
    return parts.stream()
        .anyMatch(part ->
            part.bounds().covers(point) && part.locator().locate(point) != Location.EXTERIOR);
  }

  static Polygon polygon(PolygonOutline outline, int part) {
    List<LinearRing> rings = new ArrayList<>();
    for (int ring = outline.firstRing(part); ring < outline.firstRing(part + 1); ring++) {
      List<Coordinate> corners = new ArrayList<>();
      for (int i = outline.firstCorner(ring); i < outline.firstCorner(ring + 1); i++) {
        corners.add(new Coordinate(outline.xy()[2 * i], outline.xy()[2 * i + 1]));
      }
      rings.add(Shapes.GEOMETRIES.createLinearRing(corners.toArray(Coordinate[]::new)));
    }
    return Shapes.GEOMETRIES.createPolygon(
        rings.getFirst(), rings.subList(1, rings.size()).toArray(LinearRing[]::new));
  }
}
