package dev.meridian.fence;

/// Where a straight segment passes a line of the grid, without rounding: every product is of one
/// difference of longitudes (at most 3.6e9) and one of latitudes (at most 1.8e9), which a signed 64
/// bit number holds, and two products are compared, never subtracted.
final class Exact {
  private Exact() {}

  /// Where the segment passes latitude `y`, which its ends lie on either side of: 1 east of `x`, 0
  /// at it, -1 west.
  static int east(int[] xy, int i, long y, long x) {
    long x1 = xy[i];
    long x2 = xy[i + 2];
    if (x < Math.min(x1, x2)) {
      return 1;
    }
    if (x > Math.max(x1, x2)) {
      return -1;
    }
    long y1 = xy[i + 1];
    long dy = xy[i + 3] - y1;
    int order = Long.compare((x2 - x1) * (y - y1), (x - x1) * dy);
    return dy > 0 ? order : -order;
  }

  /// Where the segment passes longitude `x`, which its ends lie on either side of: 1 north of `y`,
  /// 0 at it, -1 south.
  static int north(int[] xy, int i, long x, long y) {
    long y1 = xy[i + 1];
    long y2 = xy[i + 3];
    if (y < Math.min(y1, y2)) {
      return 1;
    }
    if (y > Math.max(y1, y2)) {
      return -1;
    }
    long x1 = xy[i];
    long dx = xy[i + 2] - x1;
    int order = Long.compare((y2 - y1) * (x - x1), (y - y1) * dx);
    return dx > 0 ? order : -order;
  }

  /// Whether the segment, going north, keeps its longitude or goes east.
  static boolean leansEast(int[] xy, int i) {
    long dx = (long) xy[i + 2] - xy[i];
    return dx == 0 || dx > 0 == xy[i + 3] > xy[i + 1];
  }
}
