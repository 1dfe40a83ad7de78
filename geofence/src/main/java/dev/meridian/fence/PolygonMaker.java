package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.precision.GeometryPrecisionReducer;

/// Makes outlines of valid polygons in degrees: moves corners to the grid, and repairs what that
/// broke.
final class PolygonMaker {
  private static final PrecisionModel WHOLE_NUMBERS = new PrecisionModel(1);
  private static final GeometryFactory GEOMETRIES = new GeometryFactory(WHOLE_NUMBERS);
  private static final double EXACT = 0.01;
  private static final int LEAST_CORNERS = 4;

  private final List<Polygon> polygons = new ArrayList<>();
  private boolean moved;

  private PolygonMaker() {}

  /// The outline of polygons that are valid, do not overlap and lie within -180..180.
  static PolygonOutline of(Geometry degrees) {
    var maker = new PolygonMaker();
    polygonsOf(degrees).forEach(maker::add);
    Geometry all = GEOMETRIES.buildGeometry(maker.polygons);
    if (maker.moved && !new IsValidOp(all).isValid()) {
      all = GeometryPrecisionReducer.reduce(GeometryFixer.fix(all), WHOLE_NUMBERS);
    }
    if (all.isEmpty()) {
      throw new InvalidValueException("/coordinates", degrees, "an area wider than 1e-7 degrees");
    }
    return flat(polygonsOf(all));
  }

  private static List<Polygon> polygonsOf(Geometry geometry) {
    List<?> found = PolygonExtracter.getPolygons(geometry);
    return found.stream().map(Polygon.class::cast).filter(polygon -> !polygon.isEmpty()).toList();
  }

  private void add(Polygon degrees) {
    LinearRing shell = ring(degrees.getExteriorRing());
    if (shell.isEmpty()) {
      return;
    }
    var holes = new ArrayList<LinearRing>();
    for (int i = 0; i < degrees.getNumInteriorRing(); i++) {
      LinearRing hole = ring(degrees.getInteriorRingN(i));
      if (!hole.isEmpty()) {
        holes.add(hole);
      }
    }
    polygons.add(GEOMETRIES.createPolygon(shell, holes.toArray(LinearRing[]::new)));
  }

  /// The ring on the grid, without corners that fell together; empty if too few are left.
  private LinearRing ring(LinearRing degrees) {
    CoordinateSequence from = degrees.getCoordinateSequence();
    var to = new Coordinate[from.size()];
    int size = 0;
    for (int i = 0; i < from.size(); i++) {
      var corner = new Coordinate(units(from.getX(i)), units(from.getY(i)));
      if (size == 0 || !corner.equals2D(to[size - 1])) {
        to[size++] = corner;
      }
    }
    boolean collapsed = size < LEAST_CORNERS;
    moved |= collapsed;
    return GEOMETRIES.createLinearRing(collapsed ? new Coordinate[0] : Arrays.copyOf(to, size));
  }

  private double units(double degrees) {
    int units = Grid.units(degrees);
    moved |= Math.abs(degrees * 1e7 - units) > EXACT;
    return units;
  }

  private static PolygonOutline flat(List<Polygon> polygons) {
    int corners = polygons.stream().mapToInt(Polygon::getNumPoints).sum();
    int holes = polygons.stream().mapToInt(Polygon::getNumInteriorRing).sum();
    int[] xy = new int[2 * corners];
    int[] rings = new int[polygons.size() + holes + 1];
    int[] parts = new int[polygons.size() + 1];
    int at = 0;
    int ring = 0;
    int part = 0;
    for (Polygon polygon : polygons) {
      parts[part++] = ring;
      for (int i = -1; i < polygon.getNumInteriorRing(); i++) {
        rings[ring++] = at / 2;
        at = copy(i < 0 ? polygon.getExteriorRing() : polygon.getInteriorRingN(i), xy, at);
      }
    }
    rings[ring] = corners;
    parts[part] = ring;
    return new PolygonOutline(xy, rings, parts);
  }

  private static int copy(LinearRing ring, int[] xy, int at) {
    CoordinateSequence corners = ring.getCoordinateSequence();
    int next = at;
    for (int i = 0; i < corners.size(); i++) {
      xy[next++] = (int) corners.getX(i);
      xy[next++] = (int) corners.getY(i);
    }
    return next;
  }
}
