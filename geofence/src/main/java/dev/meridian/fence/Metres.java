package dev.meridian.fence;

import dev.meridian.geo.GreatCircle;

/// Distances between a point and segments that are straight in longitude and latitude: the nearest
/// point of a segment is found in the plane that touches the globe at the point, and its distance
/// told over the great circle. Not thread-safe; one for each point.
///
/// Too long by less than a thousandth for edges nearer than 10 km outside of the polar circles.
final class Metres {
  /// Of latitude.
  static final double PER_DEGREE = Math.toRadians(1) * GreatCircle.RADIUS;

  private final double x;
  private final double y;
  private final double narrowing;

  Metres(int x, int y) {
    this.x = x;
    this.y = y;
    this.narrowing = Math.cos(Math.toRadians(Grid.degrees(y)));
  }

  /// To the nearest point of the segment at `i`, the short way round the globe.
  double to(int[] xy, int i) {
    double x1 = east(xy[i] - x) * narrowing;
    double y1 = xy[i + 1] - y;
    double dx = ((double) xy[i + 2] - xy[i]) * narrowing;
    double dy = (double) xy[i + 3] - xy[i + 1];
    double square = dx * dx + dy * dy;
    double t = square == 0 ? 0 : Math.clamp(-(x1 * dx + y1 * dy) / square, 0, 1);
    return distance(x1 + t * dx, y1 + t * dy);
  }

  /// What no distance to a point so far north or south can be less than.
  double atLeast(int fromY, int toY) {
    double off = Math.max(Math.max(fromY - y, y - toY), 0);
    return Grid.degrees(off) * PER_DEGREE;
  }

  private double distance(double dx, double dy) {
    double lat1 = Math.toRadians(Grid.degrees(y));
    double lat2 = Math.toRadians(Grid.degrees(y + dy));
    double lon = narrowing == 0 ? 0 : Math.toRadians(Grid.degrees(dx / narrowing));
    double a = haversine(lat2 - lat1) + Math.cos(lat1) * Math.cos(lat2) * haversine(lon);
    return 2 * GreatCircle.RADIUS * Math.asin(Math.min(1, Math.sqrt(a)));
  }

  private static double east(double units) {
    return units - Grid.TURN * Math.rint(units / Grid.TURN);
  }

  private static double haversine(double angle) {
    double sine = Math.sin(angle / 2);
    return sine * sine;
  }
}
