package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.json.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the `inputs` of an execute document: unwraps qualified values (`{"value": …}`), refuses
/// what is not known and values by reference, and checks the rest against the task type's schema.
/// For one document.
final class InputReader {
  private static final Set<String> QUALIFIED =
      Set.of("value", "mediaType", "encoding", "schema", "format");
  private static final Set<String> LINK = Set.of("href", "rel", "type", "hreflang", "title");
  private static final List<String> PLAIN =
      List.of(MediaTypes.JSON, MediaTypes.GEO_JSON, MediaTypes.TEXT);

  private static final String BY_REFERENCE =
      "a value by reference (href) is not fetched: only configured sources are; send the value";
  private static final String BARE_OBJECT =
      "an object is to be sent as {\"value\": {…}}, as OGC API - Processes wants it";

  private final JsonSchema schema;
  private final JsonNode properties;
  private final boolean open;
  private final Violations violations;
  private final String at;

  InputReader(JsonSchema schema, Violations violations) {
    this(schema, violations, "/inputs");
  }

  /// @param at where in the document the inputs are
  InputReader(JsonSchema schema, Violations violations, String at) {
    this.at = at;
    this.schema = schema;
    this.properties = schema.document().path("properties");
    JsonNode others = schema.document().path("additionalProperties");
    this.open = others.isMissingNode() ? properties.isEmpty() : others.asBoolean(true);
    this.violations = violations;
  }

  /// The inputs as the task type takes them; what is wrong with them goes to the violations.
  ObjectNode read(JsonNode given) {
    ObjectNode inputs = Json.object();
    if (given.isObject()) {
      given.properties().forEach(input -> read(inputs, input.getKey(), input.getValue()));
    } else if (!given.isMissingNode()) {
      violations.add(at, "inputs: not an object (expected: {\"name\": value, …})");
      return inputs;
    }
    for (JsonSchema.Violation violation : schema.check(inputs)) {
      violations.add(at + violation.pointer(), violation.message());
    }
    return inputs;
  }

  private void read(ObjectNode inputs, String name, JsonNode value) {
    if (!open && !properties.has(name)) {
      List<String> known = new ArrayList<>(properties.propertyNames());
      violations.addUnknown(at, "input", name, known);
      return;
    }
    inputs.set(name, value(Violations.at(at, name), properties.path(name), value));
  }

  private JsonNode value(String pointer, JsonNode property, JsonNode given) {
    if (given instanceof ArrayNode list) {
      return items(pointer, property.path("items"), list);
    }
    if (!(given instanceof ObjectNode object) || object.has("bbox")) {
      return given;
    }
    if (object.has("value")) {
      return unwrapped(pointer, property, object);
    }
    violations.add(pointer, object.has("href") ? BY_REFERENCE : BARE_OBJECT);
    return given;
  }

  /// The items of a list may be plain objects.
  private JsonNode items(String pointer, JsonNode property, ArrayNode list) {
    ArrayNode items = Json.array();
    int i = 0;
    for (JsonNode item : list) {
      String place = pointer + "/" + i++;
      if (item.has("value") && onlyHas(item, QUALIFIED)) {
        items.add(unwrapped(place, property, item));
      } else if (item.has("href") && onlyHas(item, LINK)) {
        violations.add(place, BY_REFERENCE);
      } else {
        items.add(item);
      }
    }
    return items;
  }

  private static boolean onlyHas(JsonNode object, Set<String> names) {
    return names.containsAll(object.propertyNames());
  }

  private JsonNode unwrapped(String pointer, JsonNode property, JsonNode qualified) {
    String mediaType = qualified.path("mediaType").asString("");
    if (!mediaType.isEmpty()) {
      List<String> expected = mediaTypes(property);
      if (expected.stream().noneMatch(type -> same(type, mediaType))) {
        String known = String.join(" or ", expected);
        violations.add(
            pointer + "/mediaType", new InvalidValueException("mediaType", mediaType, known));
      }
    }
    return qualified.get("value");
  }

  private static List<String> mediaTypes(JsonNode property) {
    List<String> declared =
        Stream.of("oneOf", "anyOf", "allOf")
            .flatMap(list -> property.path(list).valueStream())
            .map(alternative -> alternative.path("contentMediaType").asString(""))
            .filter(type -> !type.isEmpty())
            .toList();
    String own = property.path("contentMediaType").asString("");
    if (!own.isEmpty()) {
      return List.of(own);
    }
    return declared.isEmpty() ? PLAIN : declared;
  }

  private static boolean same(String declared, String given) {
    String bare = MediaTypes.bare(given);
    return bare.equals(MediaTypes.bare(declared))
        && (!given.contains(";")
            || squeezed(given).equals(squeezed(declared))
            || PLAIN.contains(bare));
  }

  private static String squeezed(String type) {
    return type.replace(" ", "").toLowerCase(Locale.ROOT);
  }
}
