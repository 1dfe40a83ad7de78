package dev.meridian.fence;

/// A box of the grid, sides included.
record Range(long west, long south, long east, long north) {
  /// More than what rounding adds to a product of two coordinates.
  private static final double ROUNDING = 1e5;

  /// All of the grid.
  static final Range WORLD = new Range(-Grid.SEAM, -Grid.POLE, Grid.SEAM, Grid.POLE);

  /// Whether another box has a point in common with it.
  boolean touches(long fromWest, long fromSouth, long toEast, long toNorth) {
    return fromWest <= east && toEast >= west && fromSouth <= north && toNorth >= south;
  }

  /// Whether the segment may touch it; surely if it does: their boxes have a point in common, and
  /// not all corners of this one are clearly on one side of the segment's line.
  boolean mayTouch(int[] xy, int i) {
    int x1 = xy[i];
    int y1 = xy[i + 1];
    int x2 = xy[i + 2];
    int y2 = xy[i + 3];
    if (!touches(Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2))) {
      return false;
    }
    double dx = (double) x2 - x1;
    double dy = (double) y2 - y1;
    double at = (west - (double) x1) * dy - (south - (double) y1) * dx;
    double wide = (east - west) * dy;
    double high = (south - north) * dx;
    double least = at + Math.min(0, wide) + Math.min(0, high);
    double most = at + Math.max(0, wide) + Math.max(0, high);
    return least <= ROUNDING && most >= -ROUNDING;
  }

  /// Whether one of the segments that follow a corner may touch it.
  boolean mayTouch(int[] xy, int corner, int segments) {
    for (int i = 2 * corner; i < 2 * (corner + segments); i += 2) {
      if (mayTouch(xy, i)) {
        return true;
      }
    }
    return false;
  }
}
