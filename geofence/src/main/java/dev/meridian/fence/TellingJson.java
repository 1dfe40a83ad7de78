package dev.meridian.fence;

import static dev.meridian.fence.FenceRulesJson.number;
import static dev.meridian.fence.FenceRulesJson.seconds;
import static dev.meridian.fence.FenceRulesJson.strings;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.fence.Crossing.Kind;
import dev.meridian.json.Json;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is told of a fence, as members of a JSON object among others: `groups`, `kinds`, `windows`
/// and `zone`, `approach`, `level`.
final class TellingJson {
  private static final Map<String, Kind> KINDS =
      EnumSet.complementOf(EnumSet.of(Kind.LOST)).stream()
          .collect(Collectors.toUnmodifiableMap(TellingJson::word, kind -> kind));

  private TellingJson() {}

  /// @throws InvalidValueException that names the member
  static Telling read(JsonNode properties) {
    return new Telling(
        strings(properties, "groups"),
        properties.has("kinds") ? kinds(properties) : null,
        properties.has("windows") ? WindowsJson.read(properties) : null,
        properties.has("approach") ? approach(properties.path("approach")) : null,
        seconds(properties, "level", Telling.STANDARD.level()));
  }

  static void write(Telling telling, ObjectNode json) {
    if (!telling.groups().isEmpty()) {
      json.set("groups", Json.of(telling.groups()));
    }
    Set<Kind> kinds = telling.kinds();
    if (kinds != null) {
      json.set("kinds", Json.of(kinds.stream().sorted().map(TellingJson::word).toList()));
    }
    if (telling.windows() != null) {
      WindowsJson.write(telling.windows(), json);
    }
    if (telling.approach() != null) {
      json.set("approach", approach(telling.approach()));
    }
    if (!telling.level().equals(Telling.STANDARD.level())) {
      FenceRulesJson.put(json, "level", telling.level());
    }
  }

  private static Set<Kind> kinds(JsonNode properties) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    List<String> words = strings(properties, "kinds");
    for (int i = 0; i < words.size(); i++) {
      Kind kind = KINDS.get(words.get(i));
      if (kind == null) {
        String expected = NearNames.expectation(words.get(i), KINDS.keySet());
        throw new InvalidValueException("kinds/" + i, words.get(i), expected);
      }
      kinds.add(kind);
    }
    return kinds;
  }

  private static Approach approach(JsonNode json) {
    FenceRulesJson.requireMembers("approach", json, Set.of("distance", "eta"));
    try {
      return new Approach(
          json.has("distance") ? (Double) number(json, "distance") : null,
          json.has("eta") ? seconds(json, "eta", Duration.ZERO) : null);
    } catch (InvalidValueException e) {
      throw e.name().startsWith("approach") ? e : e.under("approach/");
    }
  }

  private static ObjectNode approach(Approach approach) {
    ObjectNode json = Json.object();
    if (approach.distance() != null) {
      json.put("distance", approach.distance());
    }
    @Nullable Duration eta = approach.eta();
    if (eta != null) {
      FenceRulesJson.put(json, "eta", eta);
    }
    return json;
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
