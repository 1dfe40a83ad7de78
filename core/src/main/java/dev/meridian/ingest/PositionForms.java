package dev.meridian.ingest;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One position in one of the forms that clients send: a GeoJSON Feature, a compact object, or a
/// message of OwnTracks.
final class PositionForms {
  /// The most bytes of what a position says besides.
  static final int MOST_ATTRIBUTES = 2_048;

  /// The most levels of objects and lists in them.
  static final int DEEPEST_ATTRIBUTES = 16;

  private static final String GEOMETRY = "a Point with longitude and latitude";
  private static final double KMH = 3.6;
  private static final int TOPIC_WORDS = 3;
  private static final List<String> KNOWN =
      List.of("object", "time", "accuracy", "speed", "heading", "altitude", "seq");
  private static final Set<String> COMPACT =
      Set.of(
          "object",
          "time",
          "lon",
          "lat",
          "accuracy",
          "speed",
          "heading",
          "altitude",
          "seq",
          "attributes");

  private PositionForms() {}

  /// The position; empty if it is a message of OwnTracks about something else.
  ///
  /// @param sender the object of messages that do not name theirs; null if it is not known
  /// @throws InvalidValueException that names what is wrong
  static Optional<Position> read(JsonNode json, @Nullable String sender) {
    if (!json.isObject()) {
      throw new InvalidValueException("position", Members.shown(json), "an object");
    }
    if (json.has("_type")) {
      return ownTracks(json, sender);
    }
    return Optional.of(json.has("type") ? feature(json, sender) : compact(json, sender));
  }

  private static Position feature(JsonNode json, @Nullable String sender) {
    String type = json.path("type").asString("");
    if (!type.equals("Feature")) {
      throw new InvalidValueException("type", Members.shown(json.path("type")), "Feature");
    }
    JsonNode properties = json.path("properties");
    Members said = new Members(properties);
    String object = said.name("object");
    String id = object == null ? new Members(json).name("id") : object;
    JsonNode point = json.at("/geometry/coordinates");
    if (!json.at("/geometry/type").asString("").equals("Point") || point.size() < 2) {
      throw new InvalidValueException("geometry", Members.shown(json.path("geometry")), GEOMETRY);
    }
    Double altitude = said.optional("altitude");
    ObjectNode attributes =
        properties instanceof ObjectNode all ? all.deepCopy().remove(KNOWN) : Json.object();
    return new Position(
        checkObject(id == null ? sender : id),
        said.time("time"),
        new LonLat(coordinate(point, 0), coordinate(point, 1)),
        said.number("accuracy", 0),
        said.whole("seq"),
        new Motion(
            said.optional("speed"),
            said.optional("heading"),
            altitude == null && point.size() > 2 ? (Double) coordinate(point, 2) : altitude),
        checkAttributes(attributes));
  }

  private static double coordinate(JsonNode point, int index) {
    JsonNode value = point.get(index);
    if (!value.isNumber()) {
      throw new InvalidValueException("coordinates", Members.shown(value), "numbers");
    }
    return value.doubleValue(Double.NaN);
  }

  private static Position compact(JsonNode json, @Nullable String sender) {
    for (String name : json.propertyNames()) {
      if (!COMPACT.contains(name)) {
        throw new InvalidValueException(name, "given", NearNames.expectation(name, COMPACT));
      }
    }
    Members said = new Members(json);
    String object = said.name("object");
    return new Position(
        checkObject(object == null ? sender : object),
        said.time("time"),
        new LonLat(said.number("lon"), said.number("lat")),
        said.number("accuracy", 0),
        said.whole("seq"),
        new Motion(said.optional("speed"), said.optional("heading"), said.optional("altitude")),
        checkAttributes(attributes(json.path("attributes"))));
  }

  private static ObjectNode attributes(JsonNode given) {
    if (given.isMissingNode() || given.isNull()) {
      return Json.object();
    }
    if (given instanceof ObjectNode attributes) {
      return attributes;
    }
    throw new InvalidValueException("attributes", Members.shown(given), "an object");
  }

  /// Speeds are km/h there, and what a phone does not know is left out or negative.
  private static Optional<Position> ownTracks(JsonNode json, @Nullable String sender) {
    if (!json.path("_type").asString("").equals("location")) {
      return Optional.empty();
    }
    Members said = new Members(json);
    Instant time = said.time("tst");
    Double speed = known(said.optional("vel"));
    ObjectNode attributes = Json.object();
    for (String name : List.of("tid", "batt", "conn", "t")) {
      JsonNode value = json.path(name);
      if (value.isValueNode()) {
        attributes.set(name, value);
      }
    }
    Double accuracy = known(said.optional("acc"));
    return Optional.of(
        new Position(
            checkObject(device(said.name("topic"), sender)),
            time,
            new LonLat(said.number("lon"), said.number("lat")),
            accuracy == null ? 0 : accuracy,
            0,
            new Motion(
                speed == null ? null : (Double) (speed / KMH),
                known(said.optional("cog")),
                said.optional("alt")),
            checkAttributes(attributes)));
  }

  private static @Nullable Double known(@Nullable Double value) {
    return value != null && value < 0 ? null : value;
  }

  /// `jane.phone` of the topic `owntracks/jane/phone`.
  private static @Nullable String device(@Nullable String topic, @Nullable String sender) {
    if (sender != null || topic == null) {
      return sender;
    }
    String[] words = topic.split("/", -1);
    if (words.length < TOPIC_WORDS) {
      throw new InvalidValueException("topic", topic, "owntracks/USER/DEVICE");
    }
    return words[1] + "." + words[2];
  }

  /// An id goes into paths of URLs and into ids of crossings, between slashes.
  private static String checkObject(@Nullable String object) {
    if (object == null) {
      throw new InvalidValueException("object", "missing", "the id of what moves");
    }
    if (object.indexOf('/') >= 0) {
      throw new InvalidValueException("object", object, "no slash");
    }
    return Position.checkId(object);
  }

  private static ObjectNode checkAttributes(ObjectNode attributes) {
    if (!attributes.isEmpty()) {
      int bytes = Json.bytes(attributes).length;
      if (bytes > MOST_ATTRIBUTES) {
        String most = "at most " + MOST_ATTRIBUTES + " bytes";
        throw new InvalidValueException("attributes", bytes + " bytes", most);
      }
      if (isDeeper(attributes, DEEPEST_ATTRIBUTES)) {
        String most = "at most " + DEEPEST_ATTRIBUTES + " levels";
        throw new InvalidValueException("attributes", "more levels", most);
      }
    }
    return attributes;
  }

  /// They travel inside of other lists, which together may be only so deep.
  private static boolean isDeeper(JsonNode node, int levels) {
    if (!node.isContainer()) {
      return false;
    }
    if (levels == 0) {
      return true;
    }
    for (JsonNode child : node) {
      if (isDeeper(child, levels - 1)) {
        return true;
      }
    }
    return false;
  }
}
