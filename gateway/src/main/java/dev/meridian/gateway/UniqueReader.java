package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.client.Submission.Options;
import dev.meridian.client.Unique;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Reads the option `unique`: `{"key": …, "mode": …, "wait": …}`. Complaints have the pointer
/// within it as their name.
final class UniqueReader {
  private static final List<String> MEMBERS = List.of("key", "mode", "wait");
  private static final String WAIT = "seconds, or a text such as 5s or 2m; 1 s to a day";
  private static final double MILLIS = 1000;

  private UniqueReader() {}

  /// The wish that a value stands for.
  ///
  /// @param options with the deadline before which a debounced request starts
  /// @throws InvalidValueException if it stands for none
  static Unique read(JsonNode value, Options options) {
    if (!value.isObject()) {
      throw new InvalidValueException("unique", value, "an object with a key");
    }
    for (String name : value.propertyNames()) {
      if (!MEMBERS.contains(name)) {
        throw new InvalidValueException("/" + name, name, NearNames.expectation(name, MEMBERS));
      }
    }
    Unique unique = unique(value);
    if (unique.quiet().compareTo(options.deadline()) >= 0) {
      String most = "less than the deadline, " + options.deadline().toSeconds() + " s";
      throw new InvalidValueException("/wait", value.path("wait"), most);
    }
    return unique;
  }

  private static Unique unique(JsonNode value) {
    try {
      Unique.Mode mode = value.has("mode") ? Unique.Mode.of(text(value, "mode")) : Unique.Mode.DROP;
      Duration quiet = value.has("wait") ? duration(value.path("wait")) : Duration.ZERO;
      return new Unique(text(value, "key"), mode, quiet);
    } catch (InvalidValueException e) {
      throw new InvalidValueException("/" + e.name(), value.path(e.name()), e.expected());
    }
  }

  private static String text(JsonNode value, String name) {
    JsonNode member = value.path(name);
    if (!member.isString()) {
      throw new InvalidValueException(name, member, "a string");
    }
    return member.stringValue();
  }

  private static Duration duration(JsonNode wait) {
    if (wait.isNumber()
        && Math.abs(wait.doubleValue(Double.NaN)) <= Unique.LONGEST_WAIT.toSeconds()) {
      return Duration.ofMillis((long) (wait.doubleValue(Double.NaN) * MILLIS));
    }
    try {
      return Duration.parse("PT" + text(wait).toUpperCase(Locale.ROOT));
    } catch (DateTimeParseException _) {
      throw new InvalidValueException("wait", wait, WAIT);
    }
  }

  private static String text(JsonNode wait) {
    return wait.isString() ? wait.stringValue() : "";
  }
}
