package dev.meridian.fetch;

import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which fields of an item are kept, and under which names.
///
/// @param <N> what an item is in its format
final class Fields<N> {
  private static final Set<String> PLACE = Set.of("lon", "lat", "geometry");

  private final List<Map.Entry<String, BiFunction<N, Item, @Nullable JsonNode>>> wanted =
      new ArrayList<>();

  /// The fields a task names.
  ///
  /// @param fields an array of names, an object of names and paths, or null for all there are
  Fields(DocumentParser<N> parser, @Nullable JsonNode fields) {
    if (fields == null) {
      return;
    }
    if (fields.isArray()) {
      fields.forEach(name -> add(name.stringValue(), name.stringValue(), null));
    } else {
      fields.forEachEntry((name, path) -> add(name, path.stringValue(), parser));
    }
  }

  /// The fields of an item, those without a value left out.
  ObjectNode kept(N node, Item item) {
    if (wanted.isEmpty()) {
      return (ObjectNode) Values.compact(whole(item));
    }
    ObjectNode kept = Json.object();
    for (var field : wanted) {
      JsonNode value = field.getValue().apply(node, item);
      if (value != null && !value.isNull()) {
        kept.set(field.getKey(), Values.compact(value));
      }
    }
    return kept;
  }

  private static ObjectNode whole(Item item) {
    return item.shape() == null ? item.record() : item.record().set("geometry", item.shape());
  }

  private void add(String name, String path, @Nullable DocumentParser<N> parser) {
    Function<N, @Nullable JsonNode> value =
        parser == null || PLACE.contains(path) ? null : parser.path(path);
    wanted.add(
        Map.entry(
            name,
            value == null ? (node, item) -> item.get(path) : (node, item) -> value.apply(node)));
  }
}
