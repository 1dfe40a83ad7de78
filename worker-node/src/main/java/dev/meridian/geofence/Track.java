package dev.meridian.geofence;

import dev.meridian.InvalidValueException;
import dev.meridian.fence.Crossing;
import dev.meridian.fence.FenceIndex;
import dev.meridian.fence.Fix;
import dev.meridian.fence.ObjectRules;
import dev.meridian.fence.ObjectState;
import dev.meridian.fence.Tracker;
import dev.meridian.fence.Tracker.Step;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.task.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// A track of a request: the fixes of one object, and what it does with fences on its way.
final class Track {
  /// Every fix is believed, and every pair of fixes joined: a recorded track has no suspects.
  private static final ObjectRules RECORDED =
      new ObjectRules(
          Double.MAX_VALUE, Duration.ofDays(36_500), Duration.ofDays(36_500), false, Duration.ZERO);

  private Track() {}

  /// What happens on a track, in the order of time.
  ///
  /// @param object whose it is; empty if it has no id
  static ArrayNode crossings(String object, JsonNode track, FenceIndex fences, Attempt attempt)
      throws InterruptedException {
    return crossings(object, fixes(track), RECORDED, fences, attempt);
  }

  /// The same of fixes in the order of time.
  static ArrayNode crossings(
      String object, List<Fix> fixes, ObjectRules rules, FenceIndex fences, Attempt attempt)
      throws InterruptedException {
    var tracker = new Tracker(rules);
    ObjectState state = ObjectState.of(object);
    ArrayNode answer = Json.array();
    for (Fix fix : fixes) {
      attempt.checkCancelled();
      Step step = tracker.fix(state, fix, fences, fix.time());
      step.crossings().forEach(crossing -> tell(crossing, answer));
      GeofenceHandler.requireFew("/track", answer.size());
      state = step.state();
    }
    return answer;
  }

  private static void tell(Crossing crossing, ArrayNode answer) {
    if (crossing.fence() != null) {
      answer
          .addObject()
          .put("kind", crossing.kind().name().toLowerCase(Locale.ROOT))
          .put("fence", crossing.fence().id())
          .put("visit", crossing.visit())
          .put("from", crossing.from().toString())
          .put("confirmed", crossing.confirmed().toString());
    }
  }

  private static List<Fix> fixes(JsonNode track) {
    List<Fix> fixes = new ArrayList<>(track.size());
    for (int i = 0; i < track.size(); i++) {
      try {
        fixes.add(fix(track.get(i), i));
      } catch (InvalidValueException e) {
        throw e.under("/track/" + i + "/");
      }
    }
    fixes.sort(Comparator.comparing(Fix::time));
    return fixes;
  }

  private static Fix fix(JsonNode fix, int seq) {
    Instant time = time(fix.path("time").asString(""));
    var at =
        new LonLat(
            fix.path("lon").doubleValue(Double.NaN), fix.path("lat").doubleValue(Double.NaN));
    double accuracy = fix.has("accuracy") ? fix.path("accuracy").doubleValue(Double.NaN) : 0;
    Double altitude =
        fix.has("altitude") ? (Double) fix.path("altitude").doubleValue(Double.NaN) : null;
    return new Fix(time, at, accuracy, seq, altitude);
  }

  static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new InvalidValueException("time", text, "RFC 3339, such as 2026-11-22T10:00:00Z");
    }
  }
}
