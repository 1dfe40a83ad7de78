package dev.meridian.fence;

import dev.meridian.geo.LonLat;

/// The integer grid all coordinates lie on: 1e-7 degrees.
final class Grid {
  /// The antimeridian.
  static final int SEAM = 1_800_000_000;

  /// The latitude of the poles.
  static final int POLE = 900_000_000;

  /// Once round the globe.
  static final long TURN = 2L * SEAM;

  private static final double UNITS = 1e7;

  private Grid() {}

  static int units(double degrees) {
    return (int) Math.round(degrees * UNITS);
  }

  static double degrees(double units) {
    return units / UNITS;
  }

  static LonLat lonLat(int x, int y) {
    return new LonLat(degrees(x), degrees(y));
  }
}
