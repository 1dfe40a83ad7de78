package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.LonLat;
import java.time.Instant;

/// Where an object was and when, as it says itself.
///
/// @param time of the position, not of its arrival
/// @param at the position
/// @param accuracy metres round it that the object is within; 0 if it says nothing
/// @param seq counts what the object sends; of two fixes of one time the greater counts
public record Fix(Instant time, LonLat at, double accuracy, long seq) {
  /// Checks the accuracy.
  public Fix {
    if (!(accuracy >= 0 && accuracy < Double.POSITIVE_INFINITY)) {
      throw new InvalidValueException("accuracy", accuracy, "metres, 0 or more");
    }
  }
}
