package dev.meridian.geofence;

import dev.meridian.InvalidValueException;
import dev.meridian.fence.FenceIndex;
import dev.meridian.fence.Fix;
import dev.meridian.fence.ObjectRules;
import dev.meridian.fence.Trackers;
import dev.meridian.json.Json;
import dev.meridian.result.StoreException;
import dev.meridian.task.Attempt;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskHandler;
import dev.meridian.track.ObjectClasses;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.Position;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Runs tasks of the type [dev.meridian.builtin.GeofenceReplay]: follows the kept track of an
/// object through the fences of the request, by the rules that workers follow objects by. Changes
/// nothing. The first position tells where the object was, and is no crossing; what was due after
/// the last one is not told. Thread-safe.
///
/// Fails for good with `InvalidInput`, and to be tried again with `StoreDown`.
public final class ReplayHandler implements TaskHandler<JsonNode, JsonNode> {
  private final ObjectStore objects;
  private final Supplier<ObjectClasses> classes;

  /// A handler for the tracks of a store.
  ///
  /// @param classes of objects; asked each time, so that they may change
  public ReplayHandler(ObjectStore objects, Supplier<ObjectClasses> classes) {
    this.objects = objects;
    this.classes = classes;
  }

  @Override
  public JsonNode run(JsonNode input, Attempt attempt) throws InterruptedException {
    try {
      FenceIndex fences = FenceIndex.of(GeofenceHandler.fences(input.path("fences")));
      String object = input.path("object").asString("");
      List<Fix> fixes = fixes(object, input);
      ObjectRules rules = new Trackers(classes.get()).of(object).rules().believing();
      ArrayNode crossings = Track.crossings(object, fixes, rules, fences, attempt);
      return Json.object().put("positions", fixes.size()).set("crossings", crossings);
    } catch (InvalidValueException e) {
      throw TaskException.permanent("InvalidInput", String.valueOf(e.getMessage())).because(e);
    } catch (StoreException e) {
      throw TaskException.transientFailure("StoreDown", String.valueOf(e.getMessage())).because(e);
    }
  }

  private List<Fix> fixes(String object, JsonNode input) {
    Instant since = input.has("since") ? time(input, "since") : Instant.EPOCH;
    Instant until = input.has("until") ? time(input, "until") : Instant.MAX;
    return objects.track(object, since, ObjectStore.MAX_PAGE).stream()
        .filter(position -> !position.time().isAfter(until))
        .map(ReplayHandler::fix)
        .toList();
  }

  private static Instant time(JsonNode input, String name) {
    try {
      return Track.time(input.path(name).asString(""));
    } catch (InvalidValueException e) {
      throw new InvalidValueException("/" + name, input.path(name), e.expected());
    }
  }

  private static Fix fix(Position position) {
    return new Fix(
        position.time(),
        position.at(),
        position.accuracy(),
        position.seq(),
        position.motion().altitude());
  }
}
