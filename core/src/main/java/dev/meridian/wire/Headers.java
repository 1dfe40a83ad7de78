package dev.meridian.wire;

import dev.meridian.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The headers of a message, read leniently: a missing header and a null are the same, text may
/// come as any client's string type or as UTF-8 bytes, whole numbers in any width.
///
/// Every method throws [InvalidValueException] that names the header.
///
/// @param values by name
record Headers(Map<String, @Nullable Object> values) {
  /// A text; null if there is none.
  @Nullable String text(String name) {
    return switch (values.get(name)) {
      case null -> null;
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      case Object value when isText(value) -> value.toString();
      case Object value -> throw wrong(name, value, "text");
    };
  }

  /// What `parser` makes of a text; null if there is none.
  <T> @Nullable T parsed(String name, Function<String, T> parser) {
    String text = text(name);
    try {
      return text == null ? null : parser.apply(text);
    } catch (InvalidValueException e) {
      throw wrong(name, text, e.expected());
    }
  }

  /// What `parser` makes of a text that must be there.
  <T> T required(String name, Function<String, T> parser, String expected) {
    T value = parsed(name, parser);
    if (value == null) {
      throw wrong(name, "missing", expected);
    }
    return value;
  }

  /// An instant; null if there is none or the text is empty, as in Celery.
  @Nullable Instant instant(String name) {
    String text = text(name);
    return text == null || text.isEmpty() ? null : WireTime.read("header " + name, text);
  }

  /// A whole number between `min` and `max`; empty if there is none.
  OptionalInt integer(String name, int min, int max) {
    return switch (values.get(name)) {
      case null -> OptionalInt.empty();
      case Number number when isWhole(number) && in(number, min, max) ->
          OptionalInt.of(number.intValue());
      case Object value -> throw wrong(name, value, "a whole number " + min + ".." + max);
    };
  }

  /// A flag; false if there is none.
  boolean flag(String name) {
    return switch (values.get(name)) {
      case null -> false;
      case Boolean flag -> flag;
      case Object value -> throw wrong(name, value, "true or false");
    };
  }

  private static boolean isText(Object value) {
    return switch (value) {
      case Number _, Boolean _, Map<?, ?> _, Collection<?> _, Date _ -> false;
      case Object _ -> true;
    };
  }

  private static boolean isWhole(Number number) {
    return number instanceof Integer
        || number instanceof Long
        || number instanceof Short
        || number instanceof Byte;
  }

  private static boolean in(Number number, int min, int max) {
    return number.longValue() >= min && number.longValue() <= max;
  }

  private static InvalidValueException wrong(String name, Object value, String expected) {
    return new InvalidValueException("header " + name, value, expected);
  }
}
