package dev.meridian.schedule;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.json.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A schedule as a document, on the wire and where schedules are kept. Complaints are named by JSON
/// pointers into it.
public final class ScheduleJson {
  private static final List<String> TRIGGERS = List.of("cron", "every", "at");
  private static final List<String> READ =
      List.of(
          "id", "type", "inputs", "options", "cron", "zone", "every", "anchor", "at", "catchUp",
          "overlap");

  /// What documents of [ScheduleStatus] have besides; ignored, so that one may be sent back.
  private static final List<String> IGNORED =
      List.of("paused", "created", "next", "last", "jobID", "links");

  private static final double MILLIS = 1000;

  private ScheduleJson() {}

  /// The document of a schedule.
  public static ObjectNode write(Schedule schedule) {
    ObjectNode document =
        Json.object().put("id", schedule.id()).put("type", schedule.request().type());
    document.setAll(schedule.request().execute());
    switch (schedule.trigger()) {
      case Trigger.Cron cron ->
          document.put("cron", cron.expression()).put("zone", cron.zone().getId());
      case Trigger.Every every ->
          document
              .put("every", every.interval().toMillis() / MILLIS)
              .put("anchor", every.anchor().toString());
      case Trigger.Once once -> document.put("at", once.at().toString());
    }
    return document
        .put("catchUp", schedule.catchUp().word())
        .put("overlap", schedule.overlap().word());
  }

  /// The schedule of a document. Its inputs and options are not looked into.
  ///
  /// @param now the anchor of an interval that names none
  /// @throws InvalidValueException that names the member by its pointer
  public static Schedule read(JsonNode document, Instant now) {
    if (!document.isObject()) {
      throw new InvalidValueException("", document.getNodeType(), "an object");
    }
    for (String name : document.propertyNames()) {
      if (!READ.contains(name) && !IGNORED.contains(name)) {
        throw new InvalidValueException("/" + name, "given", NearNames.expectation(name, READ));
      }
    }
    String type = text(document, "type", "");
    if (type.isEmpty()) {
      throw new InvalidValueException("/type", "missing", "the name of a task type");
    }
    ObjectNode execute = Json.object();
    for (String name : List.of("inputs", "options")) {
      if (document.has(name)) {
        execute.set(name, document.get(name));
      }
    }
    Trigger trigger = trigger(document, now);
    CatchUp catchUp = member(document, "catchUp", "skip", CatchUp::of);
    Overlap overlap = member(document, "overlap", "allow", Overlap::of);
    Schedule.Request request = new Schedule.Request(type, execute);
    return member(document, "id", "", id -> new Schedule(id, trigger, request, catchUp, overlap));
  }

  /// The trigger of a document, the other members of which do not matter.
  ///
  /// @param now the anchor of an interval that names none
  /// @throws InvalidValueException that names the member by its pointer
  public static Trigger trigger(JsonNode document, Instant now) {
    List<String> given = new ArrayList<>(TRIGGERS);
    given.removeIf(name -> !document.has(name));
    if (given.size() != 1) {
      String value = given.isEmpty() ? "missing" : String.join(" and ", given);
      throw new InvalidValueException("/cron", value, "one of cron, every and at");
    }
    String kind = given.getFirst();
    refuse(document, "zone", !kind.equals("cron"), "cron");
    refuse(document, "anchor", !kind.equals("every"), "every");
    return switch (kind) {
      case "cron" ->
          new Trigger.Cron(
              text(document, "cron", ""), member(document, "zone", "UTC", ScheduleJson::zone));
      case "every" -> every(document, now);
      default -> member(document, "at", "", text -> new Trigger.Once(time("at", text)));
    };
  }

  private static void refuse(JsonNode document, String name, boolean wrong, String belongsTo) {
    if (wrong && document.has(name)) {
      throw new InvalidValueException("/" + name, "given", "only with " + belongsTo);
    }
  }

  private static Trigger every(JsonNode document, Instant now) {
    JsonNode value = document.path("every");
    Instant anchor = member(document, "anchor", now.toString(), text -> time("anchor", text));
    try {
      double seconds = value.doubleValue(0);
      return new Trigger.Every(Duration.ofMillis(Math.round(seconds * MILLIS)), anchor);
    } catch (InvalidValueException e) {
      boolean its = e.name().equals("every");
      throw new InvalidValueException("/" + e.name(), its ? value : anchor, e.expected());
    }
  }

  private static Instant time(String name, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new InvalidValueException(name, text, "a time as in RFC 3339: 2027-03-01T08:00:00Z");
    }
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new InvalidValueException(
          "zone", text, NearNames.expectation(text, ZoneId.getAvailableZoneIds()));
    }
  }

  private static String text(JsonNode document, String name, String otherwise) {
    return member(document, name, otherwise, Function.identity());
  }

  private static <T> T member(
      JsonNode document, String name, String otherwise, Function<String, T> reader) {
    JsonNode value = document.path(name);
    if (!value.isMissingNode() && !value.isString()) {
      throw new InvalidValueException("/" + name, value, "a text");
    }
    String text = value.isMissingNode() ? otherwise : value.stringValue();
    try {
      return reader.apply(text);
    } catch (InvalidValueException e) {
      throw new InvalidValueException("/" + name, text.isEmpty() ? "missing" : text, e.expected());
    }
  }
}
