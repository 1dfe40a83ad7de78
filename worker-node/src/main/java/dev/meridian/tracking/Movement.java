package dev.meridian.tracking;

import dev.meridian.fence.Fix;
import dev.meridian.geo.GreatCircle;
import dev.meridian.geo.LonLat;
import java.time.Duration;

/// How an object moved between two fixes.
///
/// @param speed metres per second
/// @param heading degrees clockwise from north, at the start; the one before if it moved slower
///   than 1 m/s, as the noise of the fixes then tells more than the object; NaN if there is none
record Movement(double speed, double heading) {
  private static final double SLOW = 1;
  private static final double MILLIS = 1000;

  /// @param from the earlier fix
  /// @param held the heading before; NaN if there is none
  static Movement between(Fix from, Fix to, double held) {
    double seconds = Duration.between(from.time(), to.time()).toMillis() / MILLIS;
    if (!(seconds > 0)) {
      return new Movement(Double.NaN, held);
    }
    double speed = GreatCircle.distance(from.at(), to.at()) / seconds;
    return new Movement(speed, speed < SLOW ? held : bearing(from.at(), to.at()));
  }

  /// Whether the object can have gone from one place to the other, at that many metres per second.
  static boolean isPossible(Fix from, Fix to, double maxSpeed) {
    double seconds = Duration.between(from.time(), to.time()).abs().toMillis() / MILLIS;
    return GreatCircle.distance(from.at(), to.at()) <= maxSpeed * seconds;
  }

  /// The initial bearing of a great circle.
  private static double bearing(LonLat from, LonLat to) {
    double lat1 = Math.toRadians(from.lat());
    double lat2 = Math.toRadians(to.lat());
    double east = Math.toRadians(to.lon() - from.lon());
    double y = Math.sin(east) * Math.cos(lat2);
    double x = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(east);
    double degrees = Math.toDegrees(Math.atan2(y, x));
    return degrees < 0 ? degrees + 360 : degrees;
  }
}
