package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import dev.meridian.track.ObjectClass;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What is believed of objects of one class. Immutable.
///
/// @param maxSpeed metres per second; what seems faster is not believed until a second fix agrees
/// @param maxGap the longest time between two fixes that a passage is concluded from
/// @param ttl after how much silence an object is lost
/// @param exitWhenLost whether it leaves its fences then
/// @param skew how far in the future a fix may lie
public record ObjectRules(
    double maxSpeed, Duration maxGap, Duration ttl, boolean exitWhenLost, Duration skew) {
  /// 100 m/s, 5 minutes, a day, no exits, 30 s.
  public static final ObjectRules STANDARD =
      new ObjectRules(
          100, Duration.ofMinutes(5), Duration.ofDays(1), false, Duration.ofSeconds(30));

  /// Checks the ranges.
  public ObjectRules {
    if (!(maxSpeed > 0)) {
      throw new InvalidValueException("maxSpeed", maxSpeed, "metres per second above 0");
    }
    if (ttl.isNegative() || ttl.isZero()) {
      throw new InvalidValueException("ttl", ttl, "a duration above zero");
    }
  }

  /// What a class says, and else the standard.
  static ObjectRules of(ObjectClass said) {
    return new ObjectRules(
        orElse(said.maxSpeed(), STANDARD.maxSpeed),
        orElse(said.maxGap(), STANDARD.maxGap),
        orElse(said.ttl(), STANDARD.ttl),
        orElse(said.exitWhenLost(), STANDARD.exitWhenLost),
        orElse(said.skew(), STANDARD.skew));
  }

  private static <T> T orElse(@Nullable T said, T standard) {
    return said == null ? standard : said;
  }

  /// The same of a track of which all was believed before.
  public ObjectRules believing() {
    return new ObjectRules(Double.MAX_VALUE, maxGap, ttl, exitWhenLost, skew);
  }
}
