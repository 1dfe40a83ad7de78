package dev.meridian.wire;

import dev.meridian.InvalidValueException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Header values that every AMQP client reads alike. Python's takes a Short for a string, which
/// breaks its connection, and a negative Long for a number near 2^64.
final class HeaderValues {
  private static final int MAX_DEPTH = 20;

  private HeaderValues() {}

  /// The extras among `headers`, each in a type of [Message]'s contract.
  ///
  /// @throws InvalidValueException if one is nested more than 20 deep
  static Map<String, @Nullable Object> extras(Map<String, @Nullable Object> headers) {
    Map<String, @Nullable Object> extras = new LinkedHashMap<>();
    headers.forEach((name, value) -> {
      if (HeaderNames.isExtra(name)) {
        extras.put(name, plain(name, value, MAX_DEPTH));
      }
    });
    return extras;
  }

  private static @Nullable Object plain(String name, @Nullable Object value, int depth) {
    if (depth == 0) {
      throw new InvalidValueException(
          "header " + name, "deeper", "at most " + MAX_DEPTH + " levels");
    }
    return switch (value) {
      case null -> null;
      case Boolean _, Integer _, Double _, String _, byte[] _, Date _ -> value;
      case Long number -> number < 0 ? narrow(number) : number;
      case Short number -> number.intValue();
      case Byte number -> number.intValue();
      case Float number -> number.doubleValue();
      case Collection<?> list -> list(name, list, depth - 1);
      case Map<?, ?> map -> map(name, map, depth - 1);
      case Object text -> text.toString();
    };
  }

  private static Object narrow(Long number) {
    int narrow = number.intValue();
    return narrow == number ? (Object) narrow : number.toString();
  }

  private static List<@Nullable Object> list(String name, Collection<?> list, int depth) {
    List<@Nullable Object> plain = new ArrayList<>(list.size());
    list.forEach(value -> plain.add(plain(name, value, depth)));
    return plain;
  }

  private static Map<String, @Nullable Object> map(String name, Map<?, ?> map, int depth) {
    Map<String, @Nullable Object> plain = LinkedHashMap.newLinkedHashMap(map.size());
    map.forEach((key, value) -> plain.put(String.valueOf(key), plain(name, value, depth)));
    return plain;
  }
}
