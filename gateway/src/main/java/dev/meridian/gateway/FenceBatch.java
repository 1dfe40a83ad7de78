package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.gateway.FenceForm.Draft;
import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The fences of a FeatureCollection: those that can be kept, and why the others cannot. One that
/// cannot does not keep the others from being kept. For one thread.
final class FenceBatch {
  /// The most features of one collection.
  private static final int MOST = 10_000;

  /// The most reasons that a problem gives.
  private static final int MOST_ERRORS = 50;

  private final List<Item> items = new ArrayList<>();
  private final ArrayNode refused = Json.array();
  private final ArrayNode accepted = Json.array();

  /// A fence in its place.
  private record Item(int index, Draft draft) {}

  /// The fences of a collection.
  ///
  /// @throws InvalidValueException if there is nothing to read in it
  static FenceBatch of(JsonNode collection) {
    JsonNode features = collection.path("features");
    if (!features.isArray() || features.isEmpty() || features.size() > MOST) {
      Object found = features.isArray() ? features.size() + " of them" : features.getNodeType();
      throw new InvalidValueException("/features", found, "1.." + MOST + " Features");
    }
    var batch = new FenceBatch();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < features.size(); i++) {
      batch.add(i, features.get(i), ids);
    }
    return batch;
  }

  private void add(int index, JsonNode feature, Set<String> ids) {
    try {
      Draft draft = FenceForm.draft(feature);
      if (!ids.add(draft.id())) {
        throw new InvalidValueException("/id", draft.id(), "an id no other of them has");
      }
      items.add(new Item(index, draft));
    } catch (InvalidValueException e) {
      refuse(index, feature.path("id").asString(""), e);
    }
  }

  /// Keeps what can be kept.
  ///
  /// @param keep whether a fence is kept; if not, there is one already
  void keep(Predicate<Draft> keep) {
    for (Item item : items) {
      String id = item.draft.id();
      if (keep.test(item.draft)) {
        accepted.add(id);
      } else {
        refuse(item.index, id, new InvalidValueException("/id", id, "an id no fence has"));
      }
    }
  }

  /// What became of them.
  ///
  /// @throws Refusal if none was kept
  ObjectNode document() {
    if (accepted.isEmpty()) {
      String first = refused.get(0).path("detail").asString();
      String detail =
          refused.size() == 1 ? first : first + " (and " + (refused.size() - 1) + " more)";
      ArrayNode errors = Json.array();
      refused.valueStream().limit(MOST_ERRORS).forEach(errors::add);
      throw Problem.of(ProblemType.INVALID_FENCE, detail).with("errors", errors).refusal();
    }
    ObjectNode document = Json.object().put("accepted", accepted.size());
    document.set("ids", accepted);
    return document.set("refused", refused);
  }

  private void refuse(int index, String id, InvalidValueException e) {
    InvalidValueException placed = e.under("/features/" + index);
    ObjectNode reason = Json.object().put("index", index);
    if (!id.isEmpty()) {
      reason.put("id", id);
    }
    refused.add(reason.put("pointer", placed.name()).put("detail", Problem.detail(placed)));
  }
}
