package dev.meridian.geo;

import java.util.List;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.geom.util.PolygonExtracter;

/// A geometry cut at the antimeridian, asked questions as if it lay on the globe: longitudes 180
/// and -180 are one line, all longitudes at a pole one point. Immutable, thread-safe.
final class Shape {
  private static final double SEAM = 180;
  private static final double POLE = 90;

  private final Geometry geometry;
  private final Envelope bounds;
  private final List<Part> parts;

  Shape(Geometry geometry) {
    this.geometry = geometry;
    this.bounds = geometry.getEnvelopeInternal();
    this.parts = polygons(geometry).stream().map(Part::of).toList();
  }

  static Shape of(Area area) {
    return switch (area) {
      case Box box -> new Shape(box.geometry());
      case PolygonArea polygon -> polygon.shape();
    };
  }

  /// One polygon with an index of its segments, built when first asked.
  private record Part(Polygon polygon, Envelope bounds, IndexedPointInAreaLocator locator) {
    static Part of(Polygon polygon) {
      return new Part(
          polygon, polygon.getEnvelopeInternal(), new IndexedPointInAreaLocator(polygon));
    }

    boolean covers(Coordinate point) {
      return bounds.covers(point) && locator.locate(point) != Location.EXTERIOR;
    }
  }

  Geometry geometry() {
    return geometry;
  }

  boolean covers(LonLat point) {
    if (Math.abs(point.lat()) == POLE && reaches(point.lat())) {
      return true;
    }
    return Math.abs(point.lon()) == SEAM
        ? covers(SEAM, point.lat()) || covers(-SEAM, point.lat())
        : covers(point.lon(), point.lat());
  }

  boolean intersects(Shape other) {
    return geometry.intersects(other.geometry)
        || meetsAtSeam(other)
        || other.meetsAtSeam(this)
        || (reaches(POLE) && other.reaches(POLE))
        || (reaches(-POLE) && other.reaches(-POLE));
  }

  /// The middle of the parts' centroids on the globe, weighted by size, if that is inside; else a
  /// point inside the largest part.
  LonLat centre() {
    UnitVector sum = UnitVector.ZERO;
    for (Part part : parts) {
      LonLat middle = lonLat(part.polygon().getCentroid());
      sum = sum.plus(UnitVector.of(middle), squareMetres(part.polygon()));
    }
    LonLat centre = sum.toLonLat();
    return covers(centre) ? centre : lonLat(geometry.getInteriorPoint());
  }

  /// The size on the globe.
  double squareMetres() {
    return parts.stream().mapToDouble(part -> squareMetres(part.polygon())).sum();
  }

  static List<Polygon> polygons(Geometry geometry) {
    List<?> found = PolygonExtracter.getPolygons(geometry);
    return found.stream().map(Polygon.class::cast).filter(polygon -> !polygon.isEmpty()).toList();
  }

  private boolean covers(double lon, double lat) {
    var point = new Coordinate(lon, lat);
    return parts.stream().anyMatch(part -> part.covers(point));
  }

  private boolean reaches(double pole) {
    return pole > 0 ? bounds.getMaxY() == POLE : bounds.getMinY() == -POLE;
  }

  private boolean meetsAtSeam(Shape east) {
    return bounds.getMaxX() == SEAM
        && east.bounds.getMinX() == -SEAM
        && geometry.intersects(
            AffineTransformation.translationInstance(2 * SEAM, 0).transform(east.geometry));
  }

  private static LonLat lonLat(Point point) {
    return new LonLat(point.getX(), point.getY());
  }

  private static double squareMetres(Polygon polygon) {
    double area = squareMetres(polygon.getExteriorRing());
    for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
      area -= squareMetres(polygon.getInteriorRingN(i));
    }
    return area;
  }

  /// Chamberlain and Duquette, "Some Algorithms for Polygons on a Sphere", 2007.
  private static double squareMetres(LinearRing ring) {
    Coordinate[] points = ring.getCoordinates();
    double sum = 0;
    for (int i = 1; i < points.length; i++) {
      sum +=
          Math.toRadians(points[i].x - points[i - 1].x)
              * (Math.sin(Math.toRadians(points[i].y)) + Math.sin(Math.toRadians(points[i - 1].y)));
    }
    return Math.abs(sum) / 2 * GreatCircle.RADIUS * GreatCircle.RADIUS;
  }
}
