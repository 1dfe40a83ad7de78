package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How often tasks of a type may start, in Celery's words.
///
/// @param text as it was asked for, for example `10/s`
/// @param interval between two starts, at most [#LONGEST]
record RateLimit(String text, Duration interval) {
  /// The longest interval: one start in a day.
  static final Duration LONGEST = Duration.ofDays(1);

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)(?:/([smh]))?");
  private static final double NANOS = 1e9;

  /// The limit of a text: a number, of tasks a second, or `n/s`, `n/m` or `n/h`; none if it is 0.
  ///
  /// @throws InvalidValueException about any other
  static Optional<RateLimit> of(String text) {
    Matcher match = FORM.matcher(text);
    if (!match.matches()) {
      throw new InvalidValueException("rate_limit", text, "n/s, n/m or n/h, or 0 for no limit");
    }
    double count = Double.parseDouble(match.group(1));
    if (count == 0) {
      return Optional.empty();
    }
    double seconds = seconds(match.group(2)) / count;
    if (seconds > LONGEST.toSeconds()) {
      throw new InvalidValueException("rate_limit", text, "at least one task a day");
    }
    return Optional.of(new RateLimit(text, Duration.ofNanos(Math.round(seconds * NANOS))));
  }

  private static int seconds(String unit) {
    return switch (unit) {
      case "m" -> 60;
      case "h" -> 3_600;
      case null, default -> 1;
    };
  }
}
