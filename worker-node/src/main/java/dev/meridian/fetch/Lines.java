package dev.meridian.fetch;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.simplify.DouglasPeuckerSimplifier;
import org.locationtech.jts.simplify.TopologyPreservingSimplifier;

/// Mends and simplifies geometries in degrees.
final class Lines {
  private static final double METRES_PER_DEGREE = 111_320;
  private static final double MIN_COSINE = 0.01;

  private Lines() {}

  /// The geometry, mended if it is not valid (OGC 06-103r4, 6.1); empty if nothing remains.
  static Geometry mended(Geometry geometry) {
    return geometry.isValid() ? geometry : GeometryFixer.fix(geometry);
  }

  /// The geometry with fewer points, none farther than so many metres from where it was, by Douglas
  /// and Peucker, keeping rings apart. A degree of longitude is taken to be as long as in the
  /// middle of the geometry.
  static Geometry simplified(Geometry geometry, double metres) {
    double narrow = narrow(geometry.getEnvelopeInternal().centre().y);
    Geometry square = geometry.copy();
    Geometries.move(square, (x, y) -> new double[] {x * narrow, y});
    Geometry simple = TopologyPreservingSimplifier.simplify(square, metres / METRES_PER_DEGREE);
    Geometries.move(simple, (x, y) -> new double[] {x / narrow, y});
    return simple;
  }

  /// Those of a row of items that a line within so many metres of all needs, by Douglas and
  /// Peucker.
  static <T> void thinned(
      List<T> items, Function<T, Coordinate> position, double metres, Consumer<T> keep) {
    if (items.size() < 3) {
      items.forEach(keep);
      return;
    }
    Coordinate[] line = new Coordinate[items.size()];
    double narrow = narrow(position.apply(items.get(items.size() / 2)).y);
    for (int i = 0; i < line.length; i++) {
      Coordinate at = position.apply(items.get(i));
      line[i] = new Coordinate(at.x * narrow, at.y, i); // the third dimension passes through
    }
    Geometry simple =
        DouglasPeuckerSimplifier.simplify(
            new GeometryFactory().createLineString(line), metres / METRES_PER_DEGREE);
    for (Coordinate place : simple.getCoordinates()) {
      keep.accept(items.get((int) place.getZ()));
    }
  }

  private static double narrow(double latitude) {
    return Math.max(MIN_COSINE, Math.cos(Math.toRadians(latitude)));
  }
}
