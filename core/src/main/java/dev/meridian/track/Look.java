package dev.meridian.track;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Asks whoever evaluates a partition to look at silent objects of it. It travels behind the
/// positions that were accepted before it, in the same queue: who comes to it has seen them all, so
/// that silence up to then is silence.
///
/// @param until up to when the objects are believed to have been silent
/// @param objects that something is due of, up to [#MOST], all of one partition
public record Look(Instant until, List<String> objects) {
  /// The most objects of one look.
  public static final int MOST = 1_000;

  /// Copies the list.
  public Look {
    objects = List.copyOf(objects);
    if (objects.size() > MOST) {
      throw new InvalidValueException("objects", objects.size(), "at most " + MOST);
    }
  }

  /// As an object; times are kept to the millisecond. Who knows positions only refuses it as one of
  /// them, and goes on.
  ObjectNode row() {
    ObjectNode row = Json.object().put("until", until.toEpochMilli());
    row.set("objects", Json.of(objects));
    return row;
  }

  /// The look of an object.
  ///
  /// @throws InvalidValueException that names what is wrong
  static Look ofRow(JsonNode row) {
    JsonNode until = row.path("until");
    if (!until.isIntegralNumber() || !until.canConvertToLong()) {
      throw new InvalidValueException("until", until, "milliseconds since 1970");
    }
    List<String> objects = row.path("objects").valueStream().map(id -> id.asString("")).toList();
    return new Look(Instant.ofEpochMilli(until.longValue()), objects);
  }
}
