package dev.meridian.fence;

import dev.meridian.geo.Box;
import java.util.ArrayList;
import java.util.List;

/// The boxes that hold all points within some metres of an outline, for those who ask a store what
/// lies near a fence. Too large rather than too small.
public final class Reach {
  private static final double NEAR_POLE = 89.9;

  private Reach() {}

  /// One box, or two of a polygon that touches the antimeridian; none of an outline nobody knows.
  ///
  /// @param metres 0 or more
  public static List<Box> of(Outline outline, double metres) {
    return switch (outline) {
      case CircleOutline circle -> List.of(box(circle, metres));
      case PolygonOutline polygon -> boxes(polygon, metres);
      case UnknownOutline _ -> List.of();
    };
  }

  private static Box box(CircleOutline circle, double metres) {
    double lon = circle.centre().lon();
    double lat = circle.centre().lat();
    return grown(new Extent(lon, lat, lon, lat), circle.radius() + metres);
  }

  /// In degrees.
  private record Extent(double west, double south, double east, double north) {
    static final Extent NOWHERE = new Extent(180, 90, -180, -90);

    boolean isNowhere() {
      return west > east;
    }

    Extent and(Extent other) {
      return new Extent(
          Math.min(west, other.west),
          Math.min(south, other.south),
          Math.max(east, other.east),
          Math.max(north, other.north));
    }
  }

  private static List<Box> boxes(PolygonOutline polygon, double metres) {
    Extent west = Extent.NOWHERE;
    Extent east = Extent.NOWHERE;
    for (int part = 0; part < polygon.parts(); part++) {
      Extent extent = extent(polygon, part);
      if (extent.west() + extent.east() < 0) {
        west = west.and(extent);
      } else {
        east = east.and(extent);
      }
    }
    Extent all = west.and(east);
    if (all.west() > -180 && all.east() < 180) {
      return List.of(grown(all, metres));
    }
    List<Box> boxes = new ArrayList<>();
    for (Extent side : List.of(west, east)) {
      if (!side.isNowhere()) {
        boxes.add(grown(side, metres));
      }
    }
    return boxes;
  }

  private static Extent extent(PolygonOutline polygon, int part) {
    int[] xy = polygon.xy();
    Extent extent = Extent.NOWHERE;
    int from = polygon.firstCorner(polygon.firstRing(part));
    int to = polygon.firstCorner(polygon.firstRing(part + 1));
    for (int i = 2 * from; i < 2 * to; i += 2) {
      double lon = Grid.degrees(xy[i]);
      double lat = Grid.degrees(xy[i + 1]);
      extent = extent.and(new Extent(lon, lat, lon, lat));
    }
    return extent;
  }

  private static Box grown(Extent extent, double metres) {
    double up = metres / Metres.PER_DEGREE * 1.01 + 1e-6;
    double south = Math.max(extent.south() - up, -90);
    double north = Math.min(extent.north() + up, 90);
    double highest = Math.max(Math.abs(south), Math.abs(north));
    double aside = highest >= NEAR_POLE ? 360 : up / Math.cos(Math.toRadians(highest));
    double west = extent.west() - aside;
    double east = extent.east() + aside;
    return east - west >= 360
        ? new Box(-180, south, 180, north)
        : new Box(west < -180 ? west + 360 : west, south, east > 180 ? east - 360 : east, north);
  }
}
