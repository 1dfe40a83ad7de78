package dev.meridian.fetch;

import com.jayway.jsonpath.JsonPath;
import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON (RFC 8259) and GeoJSON (RFC 7946). Without a selection the items are the features of a
/// FeatureCollection, the elements of an array, those of the only array in an object, or the
/// members of an object of objects, whose name becomes `key`.
final class JsonParser implements DocumentParser<JsonNode> {
  private final boolean geoJson;

  JsonParser(boolean geoJson) {
    this.geoJson = geoJson;
  }

  @Override
  public Iterator<JsonNode> items(Content content, @Nullable String select) {
    JsonPath path = select == null ? null : JsonPaths.compile("/select", select);
    JsonNode root = root(content);
    if (geoJson && !root.path("type").isString()) {
      throw Failures.malformed("The document is JSON, but not GeoJSON: it has no type.");
    }
    return (path == null ? usual(root) : selected(root, path)).iterator();
  }

  @Override
  public ObjectNode record(JsonNode item) {
    if (!item.isObject()) {
      return Json.object().set("value", item);
    }
    if (!item.path("type").asString("").equals("Feature")) {
      return ((ObjectNode) item).objectNode().setAll((ObjectNode) item);
    }
    ObjectNode record = Json.object();
    JsonNode id = item.path("id");
    if (id.isValueNode()) {
      record.set("id", id);
    }
    item.path("properties").properties().forEach(e -> record.set(e.getKey(), e.getValue()));
    if (item.path("geometry").isObject()) {
      record.set("geometry", item.get("geometry"));
    }
    return record;
  }

  @Override
  public @Nullable Function<JsonNode, @Nullable JsonNode> path(String expression) {
    if (!expression.startsWith("$")) {
      return null;
    }
    JsonPath path = JsonPaths.compile("/fields", expression);
    return item -> JsonPaths.read(path, item);
  }

  private static JsonNode root(Content content) {
    String text = content.text();
    if (text.isBlank()) {
      throw Failures.malformed("The document is empty.");
    }
    if (content.start().startsWith("<")) {
      throw Failures.malformed("The document is HTML or XML, not JSON.");
    }
    try {
      return Json.read(text);
    } catch (InvalidValueException e) {
      throw Failures.malformed(String.valueOf(e.getMessage())).because(e);
    }
  }

  private static Iterable<JsonNode> selected(JsonNode root, JsonPath path) {
    JsonNode found = JsonPaths.read(path, root);
    if (found == null) {
      return List.of();
    }
    return found.isArray() ? found : List.of(found);
  }

  private static Iterable<JsonNode> usual(JsonNode root) {
    if (root.isArray()) {
      return root;
    }
    if (!root.isObject() || root.path("type").asString("").equals("Feature")) {
      return List.of(root);
    }
    if (root.path("features").isArray()) {
      return root.get("features");
    }
    List<JsonNode> arrays = root.valueStream().filter(JsonParser::isArrayOfObjects).toList();
    if (arrays.size() == 1) {
      return arrays.getFirst();
    }
    boolean ofObjects = !root.isEmpty() && root.valueStream().allMatch(JsonNode::isObject);
    return ofObjects ? keyed(root) : List.of(root);
  }

  private static boolean isArrayOfObjects(JsonNode node) {
    return node.isArray() && !node.isEmpty() && node.get(0).isObject();
  }

  private static List<JsonNode> keyed(JsonNode root) {
    List<JsonNode> items = new ArrayList<>(root.size());
    for (var member : root.properties()) {
      ObjectNode item = Json.object().put("key", member.getKey());
      items.add(item.setAll((ObjectNode) member.getValue()));
    }
    return items;
  }
}
