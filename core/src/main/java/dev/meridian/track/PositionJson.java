package dev.meridian.track;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.track.Position.Motion;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Positions as JSON: short lists between our own programs, objects for people.
///
/// A list is `[object, milliseconds since 1970, longitude, latitude, accuracy, seq, speed, heading,
/// altitude, attributes]`; what is not known at its end is left out, before that it is null.
public final class PositionJson {
  private static final int LEAST = 6;
  private static final int MOST = 10;

  private PositionJson() {}

  /// The position as a list. Times are kept to the millisecond.
  public static ArrayNode row(Position position) {
    ArrayNode row = Json.array();
    row.add(position.object())
        .add(position.time().toEpochMilli())
        .add(position.at().lon())
        .add(position.at().lat())
        .add(position.accuracy())
        .add(position.seq());
    Motion motion = position.motion();
    boolean more = !position.attributes().isEmpty();
    if (more || !motion.equals(Motion.UNKNOWN)) {
      row.add(motion.speed()).add(motion.heading()).add(motion.altitude());
    }
    return more ? row.add(position.attributes()) : row;
  }

  /// The position of a list.
  ///
  /// @throws InvalidValueException that names what is wrong
  public static Position ofRow(JsonNode row) {
    if (!row.isArray() || row.size() < LEAST || row.size() > MOST) {
      throw new InvalidValueException("position", row, "a list of 6 to 10");
    }
    Motion motion =
        new Motion(
            optional(row, 6, "speed"), optional(row, 7, "heading"), optional(row, 8, "altitude"));
    return new Position(
        row.get(0).asString(""),
        time(row.get(1)),
        new LonLat(number(row.get(2), "longitude"), number(row.get(3), "latitude")),
        number(row.get(4), "accuracy"),
        whole(row.get(5), "seq"),
        motion,
        row.path(9) instanceof ObjectNode attributes ? attributes : Json.object());
  }

  /// The position for people: `object`, `time`, `lon`, `lat` and what else is known.
  public static ObjectNode object(Position position) {
    ObjectNode json = Json.object();
    json.put("object", position.object())
        .put("time", position.time().toString())
        .put("lon", position.at().lon())
        .put("lat", position.at().lat());
    if (position.accuracy() > 0) {
      json.put("accuracy", position.accuracy());
    }
    if (position.seq() != 0) {
      json.put("seq", position.seq());
    }
    put(json, "speed", position.motion().speed());
    put(json, "heading", position.motion().heading());
    put(json, "altitude", position.motion().altitude());
    return position.attributes().isEmpty() ? json : json.set("attributes", position.attributes());
  }

  private static void put(ObjectNode json, String name, @Nullable Double value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static @Nullable Double optional(JsonNode row, int index, String name) {
    JsonNode value = row.path(index);
    return value.isMissingNode() || value.isNull() ? null : (Double) number(value, name);
  }

  private static double number(JsonNode value, String name) {
    if (!value.isNumber()) {
      throw new InvalidValueException(name, value, "a number");
    }
    return value.doubleValue(Double.NaN);
  }

  private static long whole(JsonNode value, String name) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new InvalidValueException(name, value, "a whole number");
    }
    return value.longValue();
  }

  private static Instant time(JsonNode value) {
    try {
      return Instant.ofEpochMilli(whole(value, "time"));
    } catch (DateTimeException e) {
      throw new InvalidValueException("time", value, "milliseconds since 1970");
    }
  }
}
