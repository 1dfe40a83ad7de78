package dev.meridian.config;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.geo.Area;
import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.PolygonArea;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Parsers of the kinds of value that the file has.
final class Parsers {
  private static final String DURATION = "a duration such as 500ms, 30s, 5m, 1h, 2d or PT30S";
  private static final String SIZE = "a size such as 512KiB or 20MB, up to 4GiB";
  private static final String RATE = "a rate such as 5/s, 300/m or 1000/h";
  private static final String AREA =
      "{bbox: [west, south, east, north]} or a GeoJSON Polygon or MultiPolygon";
  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final Duration LONGEST_TERM = Duration.ofDays(30);
  private static final long LARGEST = 4L << 30;

  private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern BYTES = Pattern.compile("(\\d{1,10})(B|KB|MB|GB|KiB|MiB|GiB)");
  private static final Pattern PER = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)/([smh])");
  private static final Pattern BROKER = Pattern.compile("[a-z][a-z0-9+.-]*://\\S*");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final Map<String, Long> SIZES =
      Map.of(
          "B",
          1L,
          "KB",
          1_000L,
          "MB",
          1_000_000L,
          "GB",
          1_000_000_000L,
          "KiB",
          1L << 10,
          "MiB",
          1L << 20,
          "GiB",
          1L << 30);

  private Parsers() {}

  /// A duration of zero to ten years.
  static Duration duration(Value value) {
    Duration duration = durationOf(value.text());
    if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
      throw value.refuse(DURATION + ", at most 3650d");
    }
    return duration;
  }

  /// A duration longer than zero.
  static Duration positiveDuration(Value value) {
    Duration duration = duration(value);
    if (duration.isZero()) {
      throw value.refuse(DURATION + ", longer than 0");
    }
    return duration;
  }

  /// A duration that a request may last or be remembered: longer than zero, at most 30 days.
  static Duration term(Value value) {
    Duration term = positiveDuration(value);
    if (term.compareTo(LONGEST_TERM) > 0) {
      throw value.refuse(DURATION + ", at most 30d");
    }
    return term;
  }

  private static Duration durationOf(String text) {
    Matcher matcher = SHORT.matcher(text);
    if (matcher.matches()) {
      Duration unit = UNITS.getOrDefault(matcher.group(2), Duration.ZERO);
      return unit.multipliedBy(Long.parseLong(matcher.group(1)));
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new InvalidValueException("duration", text, DURATION);
    }
  }

  /// Bytes.
  static long size(Value value) {
    Matcher matcher = BYTES.matcher(value.text());
    if (matcher.matches()) {
      long bytes = Long.parseLong(matcher.group(1)) * SIZES.getOrDefault(matcher.group(2), 0L);
      if (bytes > 0 && bytes <= LARGEST) {
        return bytes;
      }
    }
    throw value.refuse(SIZE);
  }

  /// Requests a second.
  static double rate(Value value) {
    Matcher matcher = PER.matcher(value.text());
    if (matcher.matches()) {
      Duration unit = UNITS.getOrDefault(matcher.group(2), Duration.ZERO);
      double rate = Double.parseDouble(matcher.group(1)) / unit.toSeconds();
      if (rate > 0) {
        return rate;
      }
    }
    throw value.refuse(RATE);
  }

  static String broker(Value value) {
    String url = value.text();
    if (!BROKER.matcher(url).matches()) {
      throw value.refuse("a URL such as amqp://user:password@host:5672/vhost");
    }
    return url;
  }

  static LonLat location(Value value) {
    List<Double> numbers = numbers(value, 2, "[longitude, latitude]");
    return named(value, () -> new LonLat(numbers.getFirst(), numbers.getLast()));
  }

  static Area area(Value value) {
    Fields fields = value.fields(Section.AREA);
    if (fields.value("type").isPresent() == fields.value("bbox").isPresent()) {
      throw value.refuse(AREA);
    }
    if (fields.value("type").isPresent()) {
      return PolygonArea.of(JsonValues.of(value));
    }
    return fields.value("bbox").map(Parsers::box).orElseThrow();
  }

  private static Box box(Value value) {
    List<Double> sides = numbers(value, 4, "[west, south, east, north]");
    return named(value, () -> new Box(sides.get(0), sides.get(1), sides.get(2), sides.get(3)));
  }

  /// What the maker makes of the value, or a refusal that says which part of it is wrong.
  private static <T> T named(Value value, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (InvalidValueException e) {
      throw value.refuse(e.name() + " of " + e.expected());
    }
  }

  private static List<Double> numbers(Value value, int count, String expected) {
    List<Value> items = value.items();
    if (items.size() != count) {
      throw value.refuse(expected);
    }
    return items.stream().map(Value::number).toList();
  }

  static Pattern pattern(Value value) {
    try {
      return Pattern.compile(value.text());
    } catch (PatternSyntaxException _) {
      throw value.refuse("a regular expression");
    }
  }

  /// A parser of one of these names.
  static Parser<String> oneOf(Collection<String> known) {
    return value -> {
      String name = value.text();
      if (!known.contains(name)) {
        throw value.refuse(NearNames.expectation(name, known));
      }
      return name;
    };
  }

  /// A parser of text that matches, described as `expected`.
  static Parser<String> matching(Pattern pattern, String expected) {
    return value -> {
      String text = value.text();
      if (!pattern.matcher(text).matches()) {
        throw value.refuse(expected);
      }
      return text;
    };
  }

  /// The parser, which refuses what it has made before.
  static <T> Parser<T> once(Parser<T> parser) {
    var seen = new HashSet<T>();
    return value -> {
      T made = parser.parse(value);
      if (!seen.add(made)) {
        throw value.refuse("a name used once");
      }
      return made;
    };
  }
}
