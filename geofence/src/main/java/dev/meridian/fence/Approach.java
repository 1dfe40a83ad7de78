package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// When an object that is outside of a fence and comes nearer is told to approach it: at one of the
/// two. Told again only after it was farther than 1.2 times both. Immutable.
///
/// @param distance metres to the edge, above 0 and at most 1,000,000; null for any
/// @param eta the time to the edge if it goes on as it does, up to a day; null for any
public record Approach(@Nullable Double distance, @Nullable Duration eta) {
  /// Nothing farther away is told, however fast it is.
  static final double FARTHEST = 1e6;

  /// How much farther than it was told it must be before it is told again.
  static final double AGAIN = 1.2;

  private static final Duration LONGEST = Duration.ofDays(1);
  private static final double MILLIS = 1000;

  /// Checks the ranges.
  public Approach {
    if (distance == null && eta == null) {
      throw new InvalidValueException("approach", "neither", "distance in metres, eta in seconds");
    }
    if (distance != null && !(distance > 0 && distance <= FARTHEST)) {
      throw new InvalidValueException(
          "approach/distance", distance, "metres above 0, at most 1000000");
    }
    if (eta != null && (eta.isNegative() || eta.isZero() || eta.compareTo(LONGEST) > 0)) {
      throw new InvalidValueException("approach/eta", eta, "above zero, at most a day");
    }
  }

  /// Whether it is as near as is told.
  ///
  /// @param seconds to the edge; infinity if it comes no nearer
  boolean isNear(double metres, double seconds) {
    return isWithin(metres, seconds, 1);
  }

  /// Whether it is so far that it can be told again.
  boolean isFar(double metres, double seconds) {
    return !isWithin(metres, seconds, AGAIN);
  }

  private boolean isWithin(double metres, double seconds, double times) {
    return metres <= FARTHEST
        && ((distance != null && metres <= times * distance)
            || (eta != null && seconds <= times * seconds()));
  }

  private double seconds() {
    return eta == null ? 0 : eta.toMillis() / MILLIS;
  }
}
