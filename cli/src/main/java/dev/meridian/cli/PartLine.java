package dev.meridian.cli;

import dev.meridian.cli.Screen.Style;
import dev.meridian.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// One part of a request in words.
///
/// @param label what the client called it
/// @param region that worked on it
/// @param state it ended in
/// @param summary of its answer, or why there is none
record PartLine(String label, String region, String state, String summary) {
  static PartLine of(JsonNode part) {
    return new PartLine(
        part.path("label").asString(""),
        part.path("region").asString(""),
        part.path("status").asString(""),
        part.has("error") ? failure(part.path("error")) : answer(part));
  }

  private static String failure(JsonNode error) {
    return error.path("type").asString("") + ": " + error.path("message").asString("");
  }

  private static String answer(JsonNode part) {
    JsonNode value = part.path("value");
    List<String> words = new ArrayList<>();
    if (value.path("count").isInt()) {
      words.add(value.path("count").asInt() + " records");
    }
    words.add(Values.bytes(Json.bytes(value).length));
    JsonNode millis = part.path("report").path("millis");
    if (millis.isNumber()) {
      words.add(Values.time(Duration.ofMillis(millis.asLong())));
    }
    return String.join(", ", words);
  }

  /// The line, as it is printed while parts arrive.
  String shown(Screen screen) {
    Style style = Style.ofState(state);
    String mark = Objects.equals(state, "successful") ? "✓" : "✗";
    return "%s %s %s %s"
        .formatted(
            screen.paint(style, mark),
            Text.left(Text.safe(label), 20),
            screen.paint(Style.DIM, Text.left(Text.safe(region), 8)),
            Text.safe(summary));
  }
}
