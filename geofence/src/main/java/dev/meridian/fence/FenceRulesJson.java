package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules of a fence as members of a JSON object, among others that are not looked at. What is
/// usual is left out.
final class FenceRulesJson {
  private static final double LONGEST_SECONDS = 1e9;

  private FenceRulesJson() {}

  /// @throws InvalidValueException that names the member
  static FenceRules read(JsonNode properties) {
    return new FenceRules(
        seconds(properties, "minInside", Duration.ZERO),
        seconds(properties, "minOutside", Duration.ZERO),
        properties.has("exitBuffer") ? (Double) number(properties, "exitBuffer") : null,
        properties.has("dwell") ? seconds(properties, "dwell", Duration.ZERO) : null,
        flag(properties, "enterAtFirst"),
        new Scope(
            strings(properties, "objects"),
            properties.has("floor") ? (Double) number(properties, "floor") : null,
            properties.has("ceiling") ? (Double) number(properties, "ceiling") : null),
        TellingJson.read(properties),
        exclusive(properties));
  }

  private static boolean flag(JsonNode properties, String member) {
    JsonNode value = properties.path(member);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw new InvalidValueException(member, value, "true or false");
    }
    return value.asBoolean(false);
  }

  static ObjectNode write(FenceRules rules) {
    ObjectNode json = Json.object();
    if (!rules.minInside().isZero()) {
      put(json, "minInside", rules.minInside());
    }
    if (!rules.minOutside().isZero()) {
      put(json, "minOutside", rules.minOutside());
    }
    if (rules.dwell() != null) {
      put(json, "dwell", rules.dwell());
    }
    put(json, "exitBuffer", rules.exitBuffer());
    if (rules.enterAtFirst()) {
      json.put("enterAtFirst", true);
    }
    if (!rules.scope().objects().isEmpty()) {
      json.set("objects", Json.of(rules.scope().objects()));
    }
    put(json, "floor", rules.scope().floor());
    put(json, "ceiling", rules.scope().ceiling());
    TellingJson.write(rules.telling(), json);
    Exclusive exclusive = rules.exclusive();
    if (exclusive != null) {
      json.put("exclusive", exclusive.group());
      put(json, "priority", exclusive.priority() == 0 ? null : (Double) exclusive.priority());
    }
    return json;
  }

  /// The priority of a fence that is in no such group is its author's own.
  private static @Nullable Exclusive exclusive(JsonNode properties) {
    if (!properties.has("exclusive")) {
      return null;
    }
    JsonNode group = properties.path("exclusive");
    if (!group.isString()) {
      throw new InvalidValueException("exclusive", group, "a string");
    }
    double priority = properties.has("priority") ? number(properties, "priority") : 0;
    return new Exclusive(group.stringValue(), priority);
  }

  static double number(JsonNode properties, String name) {
    JsonNode value = properties.path(name);
    if (!value.isNumber()) {
      throw new InvalidValueException(name, shown(value), "a number");
    }
    return value.doubleValue(Double.NaN);
  }

  static void put(ObjectNode json, String name, Duration value) {
    json.put(name, value.toMillis() / 1000.0);
  }

  private static void put(ObjectNode json, String name, @Nullable Double value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  /// Refuses what is no object, or has other members.
  static void requireMembers(String name, JsonNode json, Set<String> known) {
    if (!json.isObject()) {
      throw new InvalidValueException(name, json, "an object");
    }
    for (String member : json.propertyNames()) {
      if (!known.contains(member)) {
        String expected = NearNames.expectation(member, known);
        throw new InvalidValueException(name + "/" + member, json.path(member), expected);
      }
    }
  }

  static Duration seconds(JsonNode properties, String name, Duration standard) {
    if (!properties.has(name)) {
      return standard;
    }
    double seconds = number(properties, name);
    if (!(Math.abs(seconds) <= LONGEST_SECONDS)) {
      throw new InvalidValueException(name, seconds, "seconds, at most 1e9");
    }
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  static List<String> strings(JsonNode properties, String name) {
    JsonNode list = properties.path(name);
    if (!list.isMissingNode() && !list.isArray()) {
      throw new InvalidValueException(name, list, "a list of strings");
    }
    List<String> strings = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      String text = list.get(i).stringValue(null);
      if (text == null) {
        throw new InvalidValueException(name + "/" + i, list.get(i), "a string");
      }
      strings.add(text);
    }
    return strings;
  }

  private static Object shown(JsonNode node) {
    return node.isMissingNode() ? "nothing" : node;
  }
}
