package dev.meridian.geo;

import dev.meridian.InvalidValueException;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/// A box in CRS84; one whose west is greater than its east crosses the antimeridian (RFC 7946,
/// 5.2). A side that lies on the antimeridian is written as -180 in the west and 180 in the east,
/// whichever was given. A box without width or height is a line or a point.
///
/// @param west -180 to 180 degrees
/// @param south -90 to 90 degrees
/// @param east -180 to 180 degrees
/// @param north `south` to 90 degrees
public record Box(double west, double south, double east, double north) implements Area {
  private static final double SEAM = 180;
  private static final double POLE = 90;
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  /// Checks the ranges.
  public Box {
    requireRange("west", west, -SEAM, SEAM);
    requireRange("south", south, -POLE, POLE);
    requireRange("east", east, -SEAM, SEAM);
    requireRange("north", north, south, POLE);
    if (west == SEAM && east < SEAM) {
      west = -SEAM;
    }
    if (east == -SEAM && west > -SEAM) {
      east = SEAM;
    }
  }

  /// Whether the box lies on both sides of the antimeridian.
  public boolean crossesAntimeridian() {
    return west > east;
  }

  @Override
  public boolean contains(LonLat point) {
    double lat = point.lat();
    return lat >= south && lat <= north && (Math.abs(lat) == POLE || spans(point.lon()));
  }

  @Override
  public LonLat centre() {
    double width = crossesAntimeridian() ? east - west + 2 * SEAM : east - west;
    double lon = west + width / 2;
    return new LonLat(lon > SEAM ? lon - 2 * SEAM : lon, south + (north - south) / 2);
  }

  @Override
  public boolean intersects(Area other) {
    return Shape.of(this).intersects(Shape.of(other));
  }

  @Override
  public Geometry geometry() {
    if (!crossesAntimeridian()) {
      return rectangle(west, east);
    }
    return rectangle(west, SEAM).union(rectangle(-SEAM, east));
  }

  private boolean spans(double lon) {
    if (Math.abs(lon) == SEAM) {
      return crossesAntimeridian() || west == -SEAM || east == SEAM;
    }
    return crossesAntimeridian() ? lon >= west || lon <= east : lon >= west && lon <= east;
  }

  private Geometry rectangle(double from, double to) {
    return GEOMETRIES.toGeometry(new Envelope(from, to, south, north));
  }

  private static void requireRange(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new InvalidValueException(name, value, min + ".." + max + " degrees");
    }
  }
}
