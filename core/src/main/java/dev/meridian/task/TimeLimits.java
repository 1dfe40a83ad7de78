package dev.meridian.task;

import dev.meridian.InvalidValueException;
import java.time.Duration;

/// How long one attempt may take.
///
/// @param soft after which the attempt is asked to stop (cancelled and interrupted)
/// @param hard after which it is given up and the task fails; at least `soft`
public record TimeLimits(Duration soft, Duration hard) {
  /// Checks the order: 0 < soft <= hard.
  public TimeLimits {
    if (soft.isNegative() || soft.isZero() || hard.compareTo(soft) < 0) {
      throw new InvalidValueException("time limits", soft + ", " + hard, "0 < soft <= hard");
    }
  }

  /// 60 s and 75 s.
  public static TimeLimits standard() {
    return new TimeLimits(Duration.ofSeconds(60), Duration.ofSeconds(75));
  }
}
