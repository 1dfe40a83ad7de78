package dev.meridian.geofence;

import dev.meridian.InvalidValueException;
import dev.meridian.builtin.Geofence;
import dev.meridian.fence.Fence;
import dev.meridian.fence.FenceIndex;
import dev.meridian.fence.FenceReader;
import dev.meridian.fence.Probe;
import dev.meridian.json.Json;
import dev.meridian.task.Attempt;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskHandler;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Runs tasks of the type [dev.meridian.builtin.Geofence]: makes an index of the fences of the
/// request, asks it about every point, and follows the track through the fences. Keeps nothing.
/// Thread-safe.
///
/// Fails for good with `InvalidInput`, whose message names what cannot be taken by its JSON
/// pointer. The report has `corners` and `indexBytes`.
public final class GeofenceHandler implements TaskHandler<JsonNode, JsonNode> {
  private static final int AT_ONCE = 1_000;

  @Override
  public JsonNode run(JsonNode input, Attempt attempt) throws InterruptedException {
    try {
      List<Fence> fences = fences(input.path("fences"));
      attempt.checkCancelled();
      FenceIndex index = FenceIndex.of(fences);
      attempt.note("corners", fences.stream().mapToLong(f -> f.outline().vertices()).sum());
      attempt.note("indexBytes", index.bytes());
      ObjectNode answer = Json.object().put("fences", fences.size());
      if (input.has("points")) {
        answer.set("points", points(input.path("points"), index, attempt));
      }
      if (input.has("track")) {
        answer.set("crossings", crossings(input, index, attempt));
      }
      return answer;
    } catch (InvalidValueException e) {
      throw TaskException.permanent("InvalidInput", String.valueOf(e.getMessage())).because(e);
    }
  }

  private static ArrayNode crossings(JsonNode input, FenceIndex index, Attempt attempt)
      throws InterruptedException {
    String object = input.path("object").asString("");
    return Track.crossings(object, input.path("track"), index, attempt);
  }

  static List<Fence> fences(JsonNode collection) {
    try {
      return FenceReader.collection(collection);
    } catch (InvalidValueException e) {
      throw e.under("/fences");
    }
  }

  private static ArrayNode points(JsonNode points, FenceIndex index, Attempt attempt)
      throws InterruptedException {
    Probe probe = index.probe();
    ArrayNode answer = Json.array();
    long all = 0;
    for (int i = 0; i < points.size(); i++) {
      if (i % AT_ONCE == 0) {
        attempt.checkCancelled();
      }
      String[] ids = new String[find(probe, points.get(i), "/points/" + i)];
      all += ids.length;
      requireFew("/points", all);
      for (int hit = 0; hit < ids.length; hit++) {
        ids[hit] = probe.fence(hit).id();
      }
      Arrays.sort(ids);
      ArrayNode found = answer.addArray();
      for (String id : ids) {
        found.add(id);
      }
    }
    return answer;
  }

  /// Every one of the fences may hold every one of the points: that many names no memory holds.
  ///
  /// @param found fences that hold a point, or crossings
  static void requireFew(String pointer, long found) {
    if (found > Geofence.MAX_FOUND) {
      String most = "at most " + Geofence.MAX_FOUND + " in one answer";
      throw new InvalidValueException(pointer, "more findings", most);
    }
  }

  private static int find(Probe probe, JsonNode point, String pointer) {
    if (!point.path(0).isNumber() || !point.path(1).isNumber()) {
      throw new InvalidValueException(pointer, point, "[longitude, latitude]");
    }
    try {
      return probe.find(point.get(0).doubleValue(Double.NaN), point.get(1).doubleValue(Double.NaN));
    } catch (InvalidValueException e) {
      throw new InvalidValueException(pointer, point, e.name() + " of " + e.expected());
    }
  }
}
