package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.LonLat;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Values as people write them in flags, and as they are shown.
final class Values {
  /// What stands for as long as it takes: requests end by their deadline.
  static final String LONGEST = "30d";

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)?");
  private static final String DURATION_WANTED = "a number of seconds, or 250ms, 30s, 5m, 2h, 1d";

  private Values() {}

  static boolean isDuration(String text) {
    return DURATION.matcher(text).matches();
  }

  /// A length of time: `30`, `30s`, `250ms`, `5m`, `2h` or `1d`.
  static Duration duration(String text) {
    Matcher match = DURATION.matcher(text);
    if (!match.matches()) {
      throw new InvalidValueException("duration", text, DURATION_WANTED);
    }
    long number = Long.parseLong(match.group(1));
    String unit = match.group(2);
    return switch (unit == null ? "s" : unit) {
      case "ms" -> Duration.ofMillis(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofSeconds(number);
    };
  }

  /// A point: `8.68,50.11`, longitude first.
  static LonLat point(String text) {
    String[] parts = text.split(",", -1);
    try {
      if (parts.length == 2) {
        return new LonLat(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
      }
    } catch (NumberFormatException e) {
      // Falls through to the complaint.
    }
    throw new InvalidValueException("point", text, "LON,LAT in degrees, for example 8.68,50.11");
  }

  /// A number of bytes for people: `870 B`, `12.4 kB`.
  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 999.95) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %cB", value, "kMGTPE".charAt(unit));
  }

  /// A length of time for people: `12 ms`, `3.2 s`, `5 min 20 s`, `2 h 5 min`.
  static String time(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    return duration.toHours() == 0
        ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
        : duration.toHours() + " h " + duration.toMinutesPart() + " min";
  }
}
