package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import dev.meridian.fence.ObjectState.Visit;
import dev.meridian.fence.Stay.Pending;
import dev.meridian.fence.Stay.Told;
import dev.meridian.geo.LonLat;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what [StateJson] writes.
///
/// @param fences as they are now
record StateReader(FenceIndex fences) {
  private static final int FIX_SIZE = 5;
  private static final int VISIT_SIZE = 3;
  private static final int COURSE_SIZE = 2;

  /// @throws InvalidValueException that names what is wrong
  ObjectState state(JsonNode json) {
    if (json.path("v").asInt(0) != StateJson.FORM) {
      throw wrong("v", json.path("v"), "a state of form " + StateJson.FORM);
    }
    SortedMap<String, Stay> stays = new TreeMap<>();
    for (JsonNode each : list(json, "stays")) {
      Stay stay = stay(each);
      stays.put(stay.fence().id(), stay);
    }
    List<Visit> history = new ArrayList<>();
    list(json, "history").forEach(each -> history.add(visit(each)));
    return new ObjectState(
        json.has("id") ? text(json, "id") : "",
        json.has("last") ? fix(json.path("last")) : null,
        flag(json, "replaced"),
        json.has("suspect") ? fix(json.path("suspect")) : null,
        json.has("course") ? course(json.path("course")) : null,
        flag(json, "lost"),
        flag(json, "vague"),
        json.has("visits") ? whole(json.path("visits")) : 0,
        stays,
        history);
  }

  private Stay stay(JsonNode json) {
    Instant entered = optionalTime(json, "entered");
    Stay.State state = json.has("is") ? where(text(json, "is")) : Stay.State.INSIDE;
    var stay =
        new Stay(
            fence(json),
            state,
            json.has("visit") ? whole(json.path("visit")) : 0,
            entered,
            pending(json),
            new Told(
                flag(json, "dwelled"),
                flag(json, "approached"),
                optionalTime(json, "level"),
                optionalTime(json, "change")));
    if (stay.isWithin() != (entered != null)) {
      throw wrong("stay", json, "entered if it is inside, and only then");
    }
    return stay;
  }

  private static @Nullable Instant optionalTime(JsonNode json, String name) {
    return json.has(name) ? time(json.path(name)) : null;
  }

  private static Course course(JsonNode json) {
    requireList(json, COURSE_SIZE, "course");
    return new Course(number(json.get(0)), number(json.get(1)));
  }

  private static Stay.State where(String name) {
    return switch (name) {
      case "UNKNOWN" -> Stay.State.UNKNOWN;
      case "OUTSIDE" -> Stay.State.OUTSIDE;
      case "OUTRANKED" -> Stay.State.OUTRANKED;
      default -> throw wrong("is", name, "UNKNOWN, OUTSIDE or OUTRANKED");
    };
  }

  private static @Nullable Pending pending(JsonNode json) {
    return json.has("seen")
        ? new Pending(time(json.path("crossed")), time(json.path("seen")))
        : null;
  }

  private Fence fence(JsonNode json) {
    String id = text(json, "id");
    long version = whole(json.path("version"));
    if (version < 1 || version > Integer.MAX_VALUE) {
      throw wrong("version", version, "1 or more");
    }
    return fences
        .fence(id)
        .filter(now -> now.version() == version)
        .orElseGet(() -> gone(id, (int) version, json));
  }

  private static Fence gone(String id, int version, JsonNode json) {
    double size = json.has("size") ? number(json.path("size")) : 0;
    FenceRules rules = FenceRulesJson.read(json.path("rules"));
    return new Fence(id, version, new UnknownOutline(size), rules);
  }

  private static Fix fix(JsonNode json) {
    requireList(json, json.size() > FIX_SIZE ? FIX_SIZE + 1 : FIX_SIZE, "fix");
    return new Fix(
        time(json.get(0)),
        new LonLat(number(json.get(1)), number(json.get(2))),
        number(json.get(3)),
        whole(json.get(4)),
        json.size() > FIX_SIZE ? (Double) number(json.get(FIX_SIZE)) : null);
  }

  private static Visit visit(JsonNode json) {
    boolean late = json.size() == VISIT_SIZE + 1 && json.get(VISIT_SIZE).asBoolean(false);
    requireList(json, late ? VISIT_SIZE + 1 : VISIT_SIZE, "visit");
    String fence = json.get(0).stringValue(null);
    if (fence == null) {
      throw wrong("visit", json, "the id of a fence first");
    }
    return new Visit(fence, time(json.get(1)), time(json.get(2)), late);
  }

  private static JsonNode list(JsonNode json, String name) {
    JsonNode list = json.path(name);
    if (!list.isArray() && !list.isMissingNode()) {
      throw wrong(name, list, "a list");
    }
    return list;
  }

  private static void requireList(JsonNode json, int size, String name) {
    if (!json.isArray() || json.size() != size) {
      throw wrong(name, json, "a list of " + size);
    }
  }

  private static boolean flag(JsonNode json, String name) {
    JsonNode flag = json.path(name);
    if (!flag.isBoolean() && !flag.isMissingNode()) {
      throw wrong(name, flag, "true or false");
    }
    return flag.asBoolean(false);
  }

  private static String text(JsonNode json, String name) {
    String text = json.path(name).stringValue(null);
    if (text == null) {
      throw wrong(name, json.path(name), "a string");
    }
    return text;
  }

  private static double number(JsonNode value) {
    if (!value.isNumber()) {
      throw wrong("number", value, "a number");
    }
    return value.doubleValue(Double.NaN);
  }

  private static long whole(JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong("number", value, "a whole number");
    }
    return value.longValue();
  }

  private static Instant time(JsonNode value) {
    try {
      return value.isString()
          ? Instant.parse(value.stringValue())
          : Instant.ofEpochMilli(whole(value));
    } catch (DateTimeException e) {
      throw wrong("time", value, "a time");
    }
  }

  private static InvalidValueException wrong(String name, Object value, String expected) {
    return new InvalidValueException("state/" + name, value, expected);
  }
}
