package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.fence.Windows.Window;
import dev.meridian.json.Json;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The hours in which a fence tells what happens, as the members `windows` and `zone` of a JSON
/// object: `{"windows": [{"days": ["mon", "tue"], "from": "08:00", "to": "18:00"}], "zone":
/// "Europe/Berlin"}`. Without `days` every day, without `zone` in UTC; `to` may be `24:00`.
final class WindowsJson {
  private static final Map<String, DayOfWeek> DAYS =
      Arrays.stream(DayOfWeek.values())
          .collect(Collectors.toUnmodifiableMap(WindowsJson::word, day -> day));

  private WindowsJson() {}

  /// @throws InvalidValueException that names the member
  static Windows read(JsonNode properties) {
    JsonNode list = properties.path("windows");
    if (!list.isArray()) {
      throw new InvalidValueException("windows", list, "a list of windows");
    }
    List<Window> windows = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      windows.add(window(list.get(i), "windows/" + i));
    }
    return new Windows(zone(properties.path("zone")), windows);
  }

  static void write(Windows windows, ObjectNode json) {
    ArrayNode list = json.putArray("windows");
    for (Window window : windows.windows()) {
      ObjectNode each = list.addObject();
      each.put("from", window.from().toString()).put("to", window.to().toString());
      if (window.days().size() < DAYS.size()) {
        each.set("days", Json.of(window.days().stream().sorted().map(WindowsJson::word).toList()));
      }
    }
    json.put("zone", windows.zone().getId());
  }

  private static Window window(JsonNode json, String name) {
    FenceRulesJson.requireMembers(name, json, Set.of("days", "from", "to"));
    try {
      boolean isEnd = json.path("to").asString("").equals("24:00");
      return new Window(
          json.has("days") ? days(json) : EnumSet.allOf(DayOfWeek.class),
          time(json, "from"),
          isEnd ? LocalTime.MIDNIGHT : time(json, "to"));
    } catch (InvalidValueException e) {
      throw e.under(name + "/");
    }
  }

  private static Set<DayOfWeek> days(JsonNode json) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String word : FenceRulesJson.strings(json, "days")) {
      DayOfWeek day = DAYS.get(word);
      if (day == null) {
        throw new InvalidValueException("days", word, NearNames.expectation(word, DAYS.keySet()));
      }
      days.add(day);
    }
    return days;
  }

  private static LocalTime time(JsonNode json, String name) {
    try {
      return LocalTime.parse(json.path(name).asString(""));
    } catch (DateTimeException e) {
      Object value = json.has(name) ? json.path(name) : "nothing";
      throw new InvalidValueException(name, value, "a time of day, such as 08:00");
    }
  }

  private static ZoneId zone(JsonNode zone) {
    try {
      return zone.isMissingNode() ? ZoneOffset.UTC : ZoneId.of(zone.asString(""));
    } catch (DateTimeException e) {
      throw new InvalidValueException("zone", zone, "a time zone, such as Europe/Berlin");
    }
  }

  private static String word(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }
}
