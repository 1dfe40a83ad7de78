package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.LonLat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where an object was and when, as it says itself.
///
/// @param time of the position, not of its arrival
/// @param at the position
/// @param accuracy metres round it that the object is within; 0 if it says nothing
/// @param seq counts what the object sends; of two fixes of one time the greater counts
/// @param altitude metres; null if it says nothing
public record Fix(Instant time, LonLat at, double accuracy, long seq, @Nullable Double altitude) {
  /// Checks the accuracy and the altitude.
  public Fix {
    if (!(accuracy >= 0 && accuracy < Double.POSITIVE_INFINITY)) {
      throw new InvalidValueException("accuracy", accuracy, "metres, 0 or more");
    }
    if (altitude != null && !(Math.abs(altitude) < Double.POSITIVE_INFINITY)) {
      throw new InvalidValueException("altitude", altitude, "metres");
    }
  }

  /// A fix that says nothing of its altitude.
  public Fix(Instant time, LonLat at, double accuracy, long seq) {
    this(time, at, accuracy, seq, null);
  }
}
