package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.GreatCircle;
import dev.meridian.geo.LonLat;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How an object moves, concluded from its last two fixes: over the great circle.
///
/// @param speed metres per second
/// @param heading degrees clockwise from north, 0 to 360; while it is slower than 1 m/s, that of
///   the last time it was not
public record Course(double speed, double heading) {
  private static final double STANDING = 1;
  private static final double TURN = 360;

  /// Checks the ranges.
  public Course {
    if (!(speed >= 0 && speed < Double.POSITIVE_INFINITY)) {
      throw new InvalidValueException("speed", speed, "metres per second, 0 or more");
    }
    if (!(heading >= 0 && heading <= TURN)) {
      throw new InvalidValueException("heading", heading, "0..360 degrees from north");
    }
  }

  /// The course after one more fix; null as long as it never moved.
  ///
  /// @param before the course before
  static @Nullable Course after(@Nullable Course before, @Nullable Fix last, Fix fix) {
    if (last == null || !last.time().isBefore(fix.time())) {
      return before;
    }
    double seconds = Math.max(1, Duration.between(last.time(), fix.time()).toMillis()) / 1000.0;
    double speed = GreatCircle.distance(last.at(), fix.at()) / seconds;
    if (speed >= STANDING) {
      return new Course(speed, bearing(last.at(), fix.at()));
    }
    return before == null ? null : new Course(speed, before.heading);
  }

  boolean isStanding() {
    return speed < STANDING;
  }

  /// The point so many metres ahead.
  LonLat ahead(LonLat from, double metres) {
    double lat = Math.toRadians(from.lat());
    double angle = metres / GreatCircle.RADIUS;
    double to = Math.toRadians(heading);
    double sine = Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(to);
    double there = Math.asin(Math.clamp(sine, -1, 1));
    double east =
        Math.atan2(
            Math.sin(to) * Math.sin(angle) * Math.cos(lat),
            Math.cos(angle) - Math.sin(lat) * Math.sin(there));
    double lon = from.lon() + Math.toDegrees(east);
    return new LonLat(
        Math.clamp(lon - TURN * Math.rint(lon / TURN), -180, 180),
        Math.clamp(Math.toDegrees(there), -90, 90));
  }

  /// The direction in which the great circle begins.
  private static double bearing(LonLat from, LonLat to) {
    double lat1 = Math.toRadians(from.lat());
    double lat2 = Math.toRadians(to.lat());
    double lon = Math.toRadians(to.lon() - from.lon());
    double y = Math.sin(lon) * Math.cos(lat2);
    double x = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(lon);
    double degrees = Math.toDegrees(Math.atan2(y, x));
    return degrees < 0 ? degrees + TURN : degrees;
  }
}
