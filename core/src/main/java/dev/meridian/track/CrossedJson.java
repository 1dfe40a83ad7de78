package dev.meridian.track;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Crossings as JSON, as clients and back ends read them: `id`, `kind`, `object`, `fence`,
/// `groups`, `region`, `cause`, `lon`, `lat`, `time`, `confirmed`, `late` (only if it is), and the
/// members of the details.
public final class CrossedJson {
  private static final List<String> OWN =
      List.of(
          "id",
          "kind",
          "object",
          "fence",
          "groups",
          "region",
          "cause",
          "lon",
          "lat",
          "time",
          "confirmed",
          "late");

  private CrossedJson() {}

  /// The crossing as an object.
  public static ObjectNode write(Crossed crossed) {
    ObjectNode json = Json.object();
    json.put("id", crossed.id())
        .put("kind", crossed.kind().word())
        .put("object", crossed.object())
        .put("fence", crossed.fence());
    if (!crossed.groups().isEmpty()) {
      json.set("groups", Json.of(crossed.groups()));
    }
    json.put("region", crossed.region())
        .put("cause", crossed.cause())
        .put("lon", crossed.at().lon())
        .put("lat", crossed.at().lat())
        .put("time", crossed.time().toString())
        .put("confirmed", crossed.confirmed().toString());
    if (crossed.late()) {
      json.put("late", true);
    }
    return json.setAll(crossed.details());
  }

  /// The crossing of an object that [#write] made.
  ///
  /// @throws InvalidValueException that names what is wrong
  public static Crossed read(JsonNode json) {
    if (!(json instanceof ObjectNode object)) {
      throw new InvalidValueException("crossing", json.getNodeType(), "an object");
    }
    return new Crossed(
        text(json, "id"),
        text(json, "region"),
        text(json, "object"),
        kind(text(json, "kind")),
        json.path("fence").stringValue(null),
        json.path("groups").valueStream().map(JsonNode::asString).toList(),
        text(json, "cause"),
        new LonLat(json.path("lon").asDouble(0), json.path("lat").asDouble(0)),
        time(json, "time"),
        time(json, "confirmed"),
        json.path("late").asBoolean(false),
        object.deepCopy().remove(OWN));
  }

  private static Crossed.Kind kind(String word) {
    try {
      return Crossed.Kind.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException("kind", word, "the kind of a crossing");
    }
  }

  private static String text(JsonNode json, String name) {
    String text = json.path(name).stringValue(null);
    if (text == null) {
      throw new InvalidValueException(name, json.path(name), "a string");
    }
    return text;
  }

  private static Instant time(JsonNode json, String name) {
    try {
      return Instant.parse(text(json, name));
    } catch (DateTimeParseException e) {
      throw new InvalidValueException(name, json.path(name), "a time in ISO 8601, UTC");
    }
  }
}
