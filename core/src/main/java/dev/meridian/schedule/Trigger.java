package dev.meridian.schedule;

import dev.meridian.InvalidValueException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/// When a schedule is due. Immutable; times are whole milliseconds.
public sealed interface Trigger {
  /// By the calendar.
  ///
  /// @param expression five fields (minute, hour, day of month, month, day of week), or six with
  ///   seconds before them; who keeps schedules checks it
  /// @param zone whose clocks on the wall it goes by
  record Cron(String expression, ZoneId zone) implements Trigger {}

  /// At equal distances, whatever the clocks on the wall do.
  ///
  /// @param interval 1 s to 366 days
  /// @param anchor one of the times, which is the first unless it has passed
  record Every(Duration interval, Instant anchor) implements Trigger {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(366);

    /// Checks the interval.
    public Every {
      if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
        throw new InvalidValueException(
            "every", interval, "seconds, 1.." + LONGEST.toSeconds() + " (366 days)");
      }
      interval = interval.truncatedTo(ChronoUnit.MILLIS);
      anchor = checked("anchor", anchor);
    }
  }

  /// Once.
  ///
  /// @param at when
  record Once(Instant at) implements Trigger {
    /// Checks the time.
    public Once {
      at = checked("at", at);
    }
  }

  private static Instant checked(String name, Instant time) {
    Instant first = Instant.EPOCH;
    Instant last = Instant.parse("9999-12-31T23:59:59Z");
    if (time.isBefore(first) || time.isAfter(last)) {
      throw new InvalidValueException(name, time, "between " + first + " and " + last);
    }
    return time.truncatedTo(ChronoUnit.MILLIS);
  }
}
