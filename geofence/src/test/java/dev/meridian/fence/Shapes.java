package dev.meridian.fence;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/// Outlines made by chance for tests, in degrees.
final class Shapes {
  static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private Shapes() {}

  /// A polygon round a point with corners at changing distances, with a hole or without; corners
  /// are rounded to `step` degrees.
  static Polygon star(RandomGenerator random, Coordinate centre, double radius, double step) {
    int corners = random.nextInt(3, 40);
    boolean hollow = random.nextInt(3) == 0;
    double[] reach = random.doubles(corners, radius / 2, radius).toArray();
    LinearRing shell = ring(centre, reach, 1, step);
    return GEOMETRIES.createPolygon(
        shell, hollow ? new LinearRing[] {ring(centre, reach, 0.4, step)} : new LinearRing[0]);
  }

  /// A rectangle as thin as two units.
  static Polygon sliver(RandomGenerator random, Coordinate from, double length) {
    double thin = random.nextInt(2, 50) * 1e-7;
    double rise = random.nextInt(3) == 0 ? 0 : length / random.nextInt(1, 9);
    Coordinate to = new Coordinate(from.x + length, from.y + rise);
    return GEOMETRIES.createPolygon(
        new Coordinate[] {
          from, to, new Coordinate(to.x, to.y + thin), new Coordinate(from.x, from.y + thin), from
        });
  }

  /// Squares that share sides and corners.
  static List<Polygon> board(Coordinate from, double side, int squares) {
    List<Polygon> board = new ArrayList<>();
    for (int i = 0; i < squares * squares; i++) {
      double x = from.x + i % squares * side;
      double y = from.y + Math.floorDiv(i, squares) * side;
      board.add(box(x, y, x + side, y + side));
    }
    return board;
  }

  static Polygon box(double west, double south, double east, double north) {
    return (Polygon)
        GEOMETRIES.toGeometry(new org.locationtech.jts.geom.Envelope(west, east, south, north));
  }

  static Geometry together(List<? extends Geometry> parts) {
    return GEOMETRIES.buildGeometry(parts);
  }

  private static LinearRing ring(Coordinate centre, double[] reach, double share, double step) {
    var corners = new Coordinate[reach.length + 1];
    for (int i = 0; i < reach.length; i++) {
      double angle = 2 * Math.PI * i / reach.length;
      corners[i] =
          new Coordinate(
              rounded(centre.x + share * reach[i] * Math.cos(angle), step),
              rounded(centre.y + share * reach[i] * Math.sin(angle), step));
    }
    corners[reach.length] = corners[0];
    return GEOMETRIES.createLinearRing(corners);
  }

  private static double rounded(double value, double step) {
    return Math.rint(value / step) * step;
  }
}
