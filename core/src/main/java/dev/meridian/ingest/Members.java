package dev.meridian.ingest;

import dev.meridian.InvalidValueException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The members of an object that a client sent. A null counts as absent.
///
/// @param json the object
record Members(JsonNode json) {
  private static final String TIME =
      "an RFC 3339 time, or seconds or milliseconds since 1970 as a number";

  /// Numbers from here on are milliseconds: as seconds they would be after the year 5000, as
  /// milliseconds they are after March 1973.
  private static final double FIRST_MILLIS = 1e11;

  private static final double LAST_MILLIS = 253_402_300_799_999.0;
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
  private static final int MILLIS = 1_000;

  private JsonNode of(String name) {
    return json.path(name);
  }

  private boolean lacks(String name) {
    return of(name).isMissingNode() || of(name).isNull();
  }

  /// Text, or a whole number as text; null if there is none.
  @Nullable String name(String name) {
    if (lacks(name)) {
      return null;
    }
    JsonNode value = of(name);
    if (!value.isString() && !value.isIntegralNumber()) {
      throw new InvalidValueException(name, shown(value), "a string");
    }
    return value.asString();
  }

  /// A number.
  double number(String name) {
    JsonNode value = of(name);
    if (!value.isNumber()) {
      throw new InvalidValueException(name, shown(value), "a number");
    }
    return value.doubleValue(Double.NaN);
  }

  /// A number; null if there is none.
  @Nullable Double optional(String name) {
    return lacks(name) ? null : (Double) number(name);
  }

  /// A number; another one if there is none.
  double number(String name, double otherwise) {
    return lacks(name) ? otherwise : number(name);
  }

  /// A whole number; 0 if there is none.
  long whole(String name) {
    JsonNode value = of(name);
    if (lacks(name)) {
      return 0;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new InvalidValueException(name, shown(value), "a whole number");
    }
    return value.longValue();
  }

  /// A time, from 1970 to 9999.
  Instant time(String name) {
    JsonNode value = of(name);
    try {
      Instant time =
          value.isNumber()
              ? counted(value.doubleValue(Double.NaN))
              : written(value.stringValue(""));
      if (!time.isBefore(Instant.EPOCH) && time.isBefore(END)) {
        return time;
      }
    } catch (DateTimeException e) {
      throw new InvalidValueException(name, shown(value), TIME);
    }
    throw new InvalidValueException(name, shown(value), "a time from 1970 to 9999");
  }

  private static Instant written(String text) {
    return text.endsWith("Z") ? Instant.parse(text) : OffsetDateTime.parse(text).toInstant();
  }

  private static Instant counted(double number) {
    double millis = Math.abs(number) < FIRST_MILLIS ? number * MILLIS : number;
    if (!(Math.abs(millis) <= LAST_MILLIS)) {
      throw new DateTimeException("out of range");
    }
    return Instant.ofEpochMilli(Math.round(millis));
  }

  /// The value for a complaint, which must stay short.
  static Object shown(JsonNode value) {
    if (value.isMissingNode()) {
      return "missing";
    }
    return value.isContainer() ? value.getNodeType() : value;
  }
}
