package dev.meridian.geo;

/// A direction from the centre of the globe; of length 1 if made from a point. Free of the seams of
/// longitude and latitude.
record UnitVector(double x, double y, double z) {
  static final UnitVector ZERO = new UnitVector(0, 0, 0);

  static UnitVector of(LonLat point) {
    double lon = Math.toRadians(point.lon());
    double lat = Math.toRadians(point.lat());
    return new UnitVector(
        Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat));
  }

  /// The square of the straight distance; grows with the great-circle distance, and unlike the dot
  /// product keeps its precision between close points.
  double chordSquared(UnitVector other) {
    double dx = x - other.x;
    double dy = y - other.y;
    double dz = z - other.z;
    return dx * dx + dy * dy + dz * dz;
  }

  UnitVector plus(UnitVector other, double weight) {
    return new UnitVector(x + weight * other.x, y + weight * other.y, z + weight * other.z);
  }

  LonLat toLonLat() {
    return new LonLat(
        Math.toDegrees(Math.atan2(y, x)), Math.toDegrees(Math.atan2(z, Math.hypot(x, y))));
  }
}
