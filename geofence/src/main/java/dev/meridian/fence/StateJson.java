package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import dev.meridian.fence.Stay.Pending;
import dev.meridian.json.Json;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The state of an object as text, to keep it outside of the program: compact JSON. What is read is
/// equal to what was written, if the fences are the same. Thread-safe.
///
/// A fence is written by its id, version and rules, without its outline; in an exclusive group with
/// its size, by which it is ranked. Read again it is the fence of the index if that has the same
/// version. If not, it was edited or removed meanwhile: then it has the version and the rules it
/// had, and an outline that nobody knows, of which no fix decides anything. Whoever reads a state
/// therefore compares the version of each stay with the index, and gives those that differ to
/// [Tracker#edited]; where the index comes to have that version only later, the state comes to know
/// it by [ObjectState#knowing].
public final class StateJson {
  /// Of the form. What has another one cannot be read.
  static final int FORM = 1;

  private static final long MOST_SECONDS = 1L << 50;
  private static final int NANOS_OF_MILLI = 1_000_000;

  private StateJson() {}

  /// The state as text.
  public static String write(ObjectState state) {
    ObjectNode json = Json.object().put("v", FORM);
    if (!state.object().isEmpty()) {
      json.put("id", state.object());
    }
    put(json, "last", fix(state.last()));
    put(json, "replaced", state.replaced());
    put(json, "suspect", fix(state.suspect()));
    put(json, "course", course(state.course()));
    put(json, "lost", state.lost());
    put(json, "vague", state.vague());
    put(json, "visits", state.visits());
    ArrayNode stays = Json.array();
    for (Map.Entry<String, Stay> stay : state.stays().entrySet()) {
      stays.add(stay(stay.getValue()));
    }
    put(json, "stays", stays.isEmpty() ? null : stays);
    ArrayNode history = Json.array();
    for (ObjectState.Visit visit : state.history()) {
      ArrayNode one = history.addArray().add(visit.fence());
      one.add(time(visit.from())).add(time(visit.to()));
      if (visit.late()) {
        one.add(true);
      }
    }
    put(json, "history", history.isEmpty() ? null : history);
    return Json.text(json);
  }

  /// The state of a text that [#write] made.
  ///
  /// @param fences as they are now
  /// @throws InvalidValueException if the text is damaged or of another form
  public static ObjectState read(String text, FenceIndex fences) {
    return new StateReader(fences).state(Json.read(text));
  }

  private static @Nullable ArrayNode fix(@Nullable Fix fix) {
    if (fix == null) {
      return null;
    }
    ArrayNode json = Json.array();
    json.add(time(fix.time()))
        .add(fix.at().lon())
        .add(fix.at().lat())
        .add(fix.accuracy())
        .add(fix.seq());
    return fix.altitude() == null ? json : json.add(fix.altitude());
  }

  private static @Nullable ArrayNode course(@Nullable Course course) {
    return course == null ? null : Json.array().add(course.speed()).add(course.heading());
  }

  private static ObjectNode stay(Stay stay) {
    Pending pending = stay.pending();
    ObjectNode json =
        Json.object().put("id", stay.fence().id()).put("version", stay.fence().version());
    ObjectNode rules = FenceRulesJson.write(stay.fence().rules());
    put(json, "rules", rules.isEmpty() ? null : rules);
    if (stay.fence().rules().exclusive() != null) {
      json.put("size", stay.fence().outline().squareMetres());
    }
    if (!stay.isInside()) {
      json.put("is", stay.state().name());
    }
    put(json, "visit", stay.visit());
    put(json, "entered", time(stay.entered()));
    put(json, "crossed", pending == null ? null : time(pending.crossed()));
    put(json, "seen", pending == null ? null : time(pending.seen()));
    put(json, "dwelled", stay.told().dwelled());
    put(json, "approached", stay.told().approached());
    put(json, "level", time(stay.told().level()));
    put(json, "change", time(stay.told().change()));
    return json;
  }

  /// Milliseconds since 1970, or text where that is not all.
  private static @Nullable JsonNode time(@Nullable Instant time) {
    if (time == null) {
      return null;
    }
    boolean isWhole = time.getNano() % NANOS_OF_MILLI == 0;
    boolean fits = Math.abs(time.getEpochSecond()) < MOST_SECONDS;
    return isWhole && fits
        ? JsonNodeFactory.instance.numberNode(time.toEpochMilli())
        : JsonNodeFactory.instance.stringNode(time.toString());
  }

  private static void put(ObjectNode json, String name, @Nullable JsonNode value) {
    if (value != null) {
      json.set(name, value);
    }
  }

  /// Unless it is 0.
  private static void put(ObjectNode json, String name, long value) {
    if (value != 0) {
      json.put(name, value);
    }
  }

  /// Only if it is.
  private static void put(ObjectNode json, String name, boolean value) {
    if (value) {
      json.put(name, true);
    }
  }
}
