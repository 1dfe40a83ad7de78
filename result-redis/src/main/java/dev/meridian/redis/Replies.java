package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads replies of types that the command guarantees.
final class Replies {
  private Replies() {}

  static long number(@Nullable Object reply) {
    return reply instanceof Long number ? number : 0;
  }

  static List<Long> numbers(@Nullable Object reply) {
    return list(reply).stream().map(Replies::number).toList();
  }

  static byte @Nullable [] bytes(@Nullable Object reply) {
    return (byte[]) reply;
  }

  static List<@Nullable Object> list(@Nullable Object reply) {
    List<@Nullable Object> copy = new ArrayList<>();
    if (reply instanceof List<?> elements) {
      copy.addAll(elements);
    }
    return copy;
  }

  /// The elements that are there, as text.
  static List<String> texts(@Nullable Object reply) {
    return list(reply).stream()
        .filter(byte[].class::isInstance)
        .map(element -> new String((byte[]) element, UTF_8))
        .toList();
  }
}
