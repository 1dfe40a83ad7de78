package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.client.Submission.Conditions;
import dev.meridian.client.Submission.Options;
import dev.meridian.client.Unique;
import dev.meridian.geo.Area;
import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.PolygonArea;
import dev.meridian.geo.RegionMap;
import dev.meridian.result.RequestRecord;
import dev.meridian.route.Priority;
import dev.meridian.route.RoutePolicy;
import dev.meridian.route.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the extension member `options` of an execute document: where a request is to be done, and
/// how. For one document.
final class OptionsReader {
  private static final String AT = "/options";
  private static final List<String> PLACES = List.of("region", "near", "in");
  private static final List<String> NAMES =
      List.of(
          "region",
          "near",
          "in",
          "policy",
          "priority",
          "deadline",
          "resultTtl",
          "minSuccess",
          "key",
          "unique",
          "coalesce");
  private static final int LONGEST_SECONDS = 30 * 24 * 3600;
  private static final double MILLIS = 1000;

  private final JsonNode options;
  private final Violations violations;

  /// A reader; complaints go to the violations.
  ///
  /// @param options the member; may be missing
  OptionsReader(JsonNode options, Violations violations) {
    this.options = options;
    this.violations = violations;
    if (options instanceof ObjectNode object) {
      for (String name : object.propertyNames()) {
        if (!NAMES.contains(name)) {
          violations.addUnknown(AT, "option", name, NAMES);
        }
      }
    } else if (!options.isMissingNode()) {
      violations.add(AT, "options: not an object");
    }
  }

  /// Where.
  Target target(RegionMap map) {
    List<String> given = new ArrayList<>(PLACES);
    given.removeIf(place -> !options.has(place));
    if (given.size() > 1) {
      violations.add(AT, String.join(" and ", given) + " are given (expected: one of them)");
    }
    if (given.isEmpty()) {
      return new Target.Anywhere();
    }
    String place = given.getFirst();
    JsonNode value = options.path(place);
    Target nowhere = new Target.Anywhere();
    return read(
        place,
        nowhere,
        () ->
            switch (place) {
              case "region" -> new Target.ToRegion(map.requireRegion(value.asString("")).id());
              case "near" -> new Target.Near(point(value));
              default -> new Target.In(area(value));
            });
  }

  /// How.
  ///
  /// @param standard what holds where the client says nothing
  Options options(Options standard) {
    RoutePolicy policy = read("policy", standard.policy(), () -> RoutePolicy.of(text("policy")));
    Priority priority = read("priority", standard.priority(), () -> Priority.of(text("priority")));
    return new Options(
        policy,
        priority,
        seconds("deadline", standard.deadline()),
        seconds("resultTtl", standard.resultTtl()),
        standard.tombstoneTtl(),
        read("minSuccess", standard.minSuccess(), this::minSuccess));
  }

  /// When, and with what.
  ///
  /// @param standard what holds where the client says nothing
  Conditions conditions(Conditions standard) {
    return read("key", standard, () -> standard.withKey(key(options.path("key"))));
  }

  private static String key(JsonNode value) {
    if (!value.isString()) {
      throw new InvalidValueException("key", value, "text");
    }
    return value.stringValue();
  }

  /// Whether there may be one like it at a time.
  ///
  /// @param read what [#options] said
  Optional<Unique> unique(Options read) {
    return read(
        "unique",
        Optional.empty(),
        () -> Optional.of(UniqueReader.read(options.path("unique"), read)));
  }

  /// Whether it may share an execution with others that ask for the same.
  boolean coalesce() {
    return read(
        "coalesce",
        true,
        () -> {
          JsonNode value = options.path("coalesce");
          if (!value.isBoolean()) {
            throw new InvalidValueException("coalesce", value, "true or false");
          }
          return value.booleanValue();
        });
  }

  private <T> T read(String name, T otherwise, Supplier<T> reader) {
    if (!options.has(name)) {
      return otherwise;
    }
    try {
      return reader.get();
    } catch (InvalidValueException e) {
      String deeper = e.name().startsWith("/") ? e.name() : "";
      violations.add(AT + "/" + name + deeper, e);
      return otherwise;
    }
  }

  private String text(String name) {
    JsonNode value = options.path(name);
    return value.isString() ? value.stringValue() : value.toString();
  }

  private Duration seconds(String name, Duration otherwise) {
    return read(
        name,
        otherwise,
        () -> {
          JsonNode value = options.path(name);
          double seconds = value.doubleValue(-1);
          if (seconds * MILLIS < 1 || seconds > LONGEST_SECONDS) {
            throw new InvalidValueException(
                name, value, "seconds, more than 0 and at most " + LONGEST_SECONDS);
          }
          return Duration.ofMillis((long) (seconds * MILLIS));
        });
  }

  private int minSuccess() {
    JsonNode value = options.path("minSuccess");
    int most = RequestRecord.MAX_TASKS;
    if (!value.isInt() || value.intValue() < 1 || value.intValue() > most) {
      throw new InvalidValueException("minSuccess", value, "an integer, 1.." + most);
    }
    return value.intValue();
  }

  private static LonLat point(JsonNode value) {
    double[] numbers = numbers("near", value, 2, "[longitude, latitude]");
    return new LonLat(numbers[0], numbers[1]);
  }

  private static Area area(JsonNode value) {
    if (value.has("bbox")) {
      double[] box = numbers("/bbox", value.path("bbox"), 4, "[west, south, east, north]");
      try {
        return new Box(box[0], box[1], box[2], box[3]);
      } catch (InvalidValueException e) {
        throw new InvalidValueException("/bbox", value.path("bbox"), e.name() + " " + e.expected());
      }
    }
    if (value.has("geometry")) {
      JsonNode geometry = value.path("geometry");
      try {
        return PolygonArea.of(geometry);
      } catch (InvalidValueException e) {
        throw new InvalidValueException(
            "/geometry" + e.name(), geometry.at(e.name()), e.expected());
      }
    }
    throw new InvalidValueException("in", value, "{\"bbox\": […]} or {\"geometry\": {…}}");
  }

  private static double[] numbers(String name, JsonNode value, int count, String expected) {
    boolean fits =
        value.isArray()
            && value.size() == count
            && value.valueStream().allMatch(JsonNode::isNumber);
    if (!fits) {
      throw new InvalidValueException(name, value, expected);
    }
    return value.valueStream().mapToDouble(JsonNode::doubleValue).toArray();
  }
}
