package dev.meridian.wire;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// The one form in which we write instants, `2026-11-21T17:43:47.940032+00:00`, without the JDK's
/// formatter: several instants travel with every task, and it took a twentieth of a worker's time.
final class WrittenTime {
  private static final String FORM = "0000-00-00T00:00:00.000000+00:00";
  private static final int SIGN = FORM.indexOf('+');

  private WrittenTime() {}

  /// An instant of the years 0 to 9999, without what is finer than a microsecond.
  static String write(Instant instant) {
    LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    char[] text = FORM.toCharArray();
    put(text, 0, 4, time.getYear());
    put(text, 5, 7, time.getMonthValue());
    put(text, 8, 10, time.getDayOfMonth());
    put(text, 11, 13, time.getHour());
    put(text, 14, 16, time.getMinute());
    put(text, 17, 19, time.getSecond());
    put(text, 20, 26, time.getNano() / 1_000);
    return new String(text);
  }

  /// The instant of a text in exactly this form; null for any other.
  ///
  /// @throws java.time.DateTimeException if it has the form but no such date or time exists
  static @Nullable Instant read(String text) {
    if (!hasForm(text)) {
      return null;
    }
    LocalDate date = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    int micros = number(text, 20, 26);
    return date.atTime(
            number(text, 11, 13), number(text, 14, 16), number(text, 17, 19), micros * 1_000)
        .toInstant(ZoneOffset.UTC);
  }

  private static boolean hasForm(String text) {
    if (text.length() != FORM.length()) {
      return false;
    }
    for (int i = 0; i < FORM.length(); i++) {
      char c = text.charAt(i);
      char expected = FORM.charAt(i);
      boolean fits = (expected == '0' && i < SIGN) ? isDigit(c) : c == expected;
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static void put(char[] text, int from, int to, int number) {
    int rest = number;
    for (int i = to - 1; i >= from; i--) {
      text[i] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = 10 * number + (text.charAt(i) - '0');
    }
    return number;
  }
}
