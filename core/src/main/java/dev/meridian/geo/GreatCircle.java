package dev.meridian.geo;

/// Distances on a sphere of the earth's mean radius. Within 0.6 % of the ellipsoid's.
public final class GreatCircle {
  /// The mean radius of the earth in metres: (2a + b) / 3 of the WGS 84 ellipsoid (IUGG).
  public static final double RADIUS = 6_371_008.8;

  private GreatCircle() {}

  /// The shortest distance over the surface in metres, by the haversine formula (Sinnott, "Virtues
  /// of the Haversine", 1984). Correct across the antimeridian and over the poles.
  public static double distance(LonLat from, LonLat to) {
    double lat1 = Math.toRadians(from.lat());
    double lat2 = Math.toRadians(to.lat());
    double a =
        haversine(lat2 - lat1)
            + Math.cos(lat1) * Math.cos(lat2) * haversine(Math.toRadians(to.lon() - from.lon()));
    return 2 * RADIUS * Math.atan2(Math.sqrt(a), Math.sqrt(Math.max(0, 1 - a)));
  }

  private static double haversine(double angle) {
    double sine = Math.sin(angle / 2);
    return sine * sine;
  }
}
