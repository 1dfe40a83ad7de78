package dev.meridian.gateway;

import dev.meridian.NearNames;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The parameters of a query. Immutable.
final class Query {
  private static final Query NONE = new Query(Map.of());

  private final Map<String, List<String>> values;

  private Query(Map<String, List<String>> values) {
    this.values = values;
  }

  /// The parameters in a raw query, null if there is none.
  ///
  /// @throws Refusal if it is not percent-encoded as it should be
  static Query of(@Nullable String raw) {
    if (raw == null || raw.isEmpty()) {
      return NONE;
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : Tokens.split(raw, '&')) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }
    return new Query(values);
  }

  /// The same with this value of a parameter, and no other.
  Query with(String name, String value) {
    Map<String, List<String>> others = new LinkedHashMap<>(values);
    others.put(name, List.of(value));
    return new Query(others);
  }

  /// The query as it is written after a path, with its question mark; nothing if it is empty.
  String text() {
    StringJoiner text = new StringJoiner("&", "?", "").setEmptyValue("");
    values.forEach(
        (name, all) -> all.forEach(value -> text.add(encoded(name) + "=" + encoded(value))));
    return text.toString();
  }

  /// Refuses parameters with other names.
  Query allow(Set<String> names) {
    for (String name : values.keySet()) {
      if (!names.contains(name)) {
        throw refusal(name, "given", "parameters: " + NearNames.expectation(name, names));
      }
    }
    return this;
  }

  /// Whether a parameter is given, be it empty.
  boolean has(String name) {
    return values.containsKey(name);
  }

  /// The one value of a parameter.
  Optional<String> one(String name) {
    List<String> given = values.getOrDefault(name, List.of());
    if (given.size() > 1) {
      throw refusal(name, "given " + given.size() + " times", "once");
    }
    return given.stream().findFirst();
  }

  /// All values of a parameter, given as `a=1&a=2` or `a=1,2`.
  List<String> all(String name) {
    return values.getOrDefault(name, List.of()).stream()
        .flatMap(value -> Tokens.split(value, ',').stream())
        .toList();
  }

  /// The value of a parameter as `parse` reads it.
  ///
  /// @param expected what it should look like, should `parse` throw
  <T> Optional<T> one(String name, String expected, Function<String, T> parse) {
    return one(name).map(text -> parsed(name, text, expected, parse));
  }

  /// The value of a parameter that is a whole number, 0 or more.
  Optional<Long> number(String name) {
    Optional<Long> number = one(name, "a whole number, 0 or more", Long::valueOf);
    if (number.isPresent() && number.get() < 0) {
      throw refusal(name, number.get(), "a whole number, 0 or more");
    }
    return number;
  }

  /// A bound on the number of items: 1 or more, cut to `most`.
  int limit(int standard, int most) {
    int asked = one("limit", "an integer, at least 1", Integer::parseInt).orElse(standard);
    if (asked < 1) {
      throw refusal("limit", asked, "an integer, at least 1");
    }
    return Math.min(asked, most);
  }

  /// What a value of the parameter stands for.
  static <T> T parsed(String name, String text, String expected, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (RuntimeException e) {
      throw refusal(name, text, expected);
    }
  }

  /// The refusal of a parameter.
  static Refusal refusal(String name, Object value, String expected) {
    return Problem.of(ProblemType.INVALID_PARAMETER, name, value, expected)
        .with("parameter", name)
        .refusal();
  }

  /// The path of a resource with any id.
  static String path(String parent, String id) {
    return parent + "/" + encoded(id).replace("+", "%20");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw refusal("query", text, "percent-encoded UTF-8");
    }
  }
}
