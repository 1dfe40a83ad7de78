package dev.meridian.fence;

/// A direction from the centre of the globe, of length 1.
record Direction(double x, double y, double z) {
  static Direction of(int x, int y) {
    double lon = Math.toRadians(Grid.degrees(x));
    double lat = Math.toRadians(Grid.degrees(y));
    double cos = Math.cos(lat);
    return new Direction(cos * Math.cos(lon), cos * Math.sin(lon), Math.sin(lat));
  }

  /// The square of the straight distance, in radii; grows with the great-circle distance.
  double chordSquared(Direction other) {
    double dx = x - other.x;
    double dy = y - other.y;
    double dz = z - other.z;
    return dx * dx + dy * dy + dz * dz;
  }
}
