package dev.meridian.fence;

/// The way from a point west to the west side of its cell and down that to the southwest corner of
/// the cell. Where it crosses an edge an odd number of times, point and corner lie on different
/// sides of the edge. Exact. Not thread-safe.
///
/// So that the way meets no end of a segment, it lies an infinitely small step further north, and
/// its second leg a still smaller one further west ("Simulation of Simplicity", Edelsbrunner and
/// Mücke, 1990): what passes exactly through the bend is told by the way it leans.
final class Walk {
  /// The point lies on a segment.
  static final int ON_EDGE = -1;

  private long west;
  private long south;
  private int x;
  private int y;

  /// A way from the southwest corner of the whole grid, which lies outside of everything.
  static Walk across() {
    return new Walk().from(Integer.MIN_VALUE, Integer.MIN_VALUE);
  }

  Walk from(int west, int south) {
    this.west = west;
    this.south = south;
    return this;
  }

  Walk to(int x, int y) {
    this.x = x;
    this.y = y;
    return this;
  }

  /// How often the way crosses the segments that follow a corner, modulo 2; or [#ON_EDGE].
  int crossings(int[] xy, int corner, int segments) {
    int odd = 0;
    int end = 2 * (corner + segments);
    for (int i = 2 * corner; i < end; i += 2) {
      int y1 = xy[i + 1];
      int y2 = xy[i + 3];
      if (y1 > y != y2 > y) {
        int side = Exact.east(xy, i, y, x);
        if (side == 0) {
          return ON_EDGE;
        }
        odd ^= side < 0 && startsEastOfWest(xy, i) ? 1 : 0;
      } else if ((y1 == y || y2 == y) && endsOn(xy, i)) {
        return ON_EDGE;
      }
      odd ^= crossesWest(xy, i) ? 1 : 0;
    }
    return odd;
  }

  /// The same from the infinitely small steps away from the point, which is on no edge, whatever
  /// the point itself is on: between the corners of two cells.
  int crossingsToCorner(int[] xy, int i) {
    int odd = crossesWest(xy, i) ? 1 : 0;
    if (xy[i + 1] > y != xy[i + 3] > y) {
      int side = Exact.east(xy, i, y, x);
      boolean westOfCorner = side < 0 || (side == 0 && !Exact.leansEast(xy, i));
      odd ^= westOfCorner && startsEastOfWest(xy, i) ? 1 : 0;
    }
    return odd;
  }

  /// Whether the segment passes the first leg's latitude east of the second leg.
  private boolean startsEastOfWest(int[] xy, int i) {
    int side = Exact.east(xy, i, y, west);
    return side > 0 || (side == 0 && Exact.leansEast(xy, i));
  }

  private boolean crossesWest(int[] xy, int i) {
    return xy[i] >= west != xy[i + 2] >= west
        && Exact.north(xy, i, west, south) > 0
        && Exact.north(xy, i, west, y) <= 0;
  }

  /// Whether the point is on a segment that does not pass its latitude: on its end, or along it.
  private boolean endsOn(int[] xy, int i) {
    int x1 = xy[i];
    int x2 = xy[i + 2];
    if (xy[i + 1] == xy[i + 3]) {
      return x >= Math.min(x1, x2) && x <= Math.max(x1, x2);
    }
    return xy[i + 1] == y ? x == x1 : x == x2;
  }
}
