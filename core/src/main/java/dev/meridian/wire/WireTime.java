package dev.meridian.wire;

import dev.meridian.InvalidValueException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;

/// Instants as Celery writes and reads them (ISO 8601).
final class WireTime {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private static final DateTimeFormatter READ =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .appendOptional(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX][XX][X]")
          .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
          .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
          .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
          .parseDefaulting(ChronoField.NANO_OF_SECOND, 0)
          .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private WireTime() {}

  /// The instant with exactly six fraction digits, the rest cut off: Celery 5.2 refuses nine and
  /// takes `.5` for five microseconds.
  ///
  /// @throws InvalidValueException about `name` outside the years 1 to 9999, which Python lacks
  static String write(String name, Instant instant) {
    return WrittenTime.write(inRange(name, instant, instant));
  }

  /// The instant of a date, or of a date and time with up to nine fraction digits; without an
  /// offset it is UTC.
  ///
  /// @throws InvalidValueException about `name`
  static Instant read(String name, String text) {
    try {
      Instant own = WrittenTime.read(text);
      return inRange(name, text, own == null ? READ.parse(text, Instant::from) : own);
    } catch (DateTimeException _) {
      throw new InvalidValueException(
          name, text, "an ISO 8601 date and time, as 2026-11-21T17:43:47.940032+00:00");
    }
  }

  private static Instant inRange(String name, Object shown, Instant instant) {
    if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw new InvalidValueException(name, shown, "a year from 1 to 9999");
    }
    return instant;
  }
}
