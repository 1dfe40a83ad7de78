package dev.meridian.json;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A JSON Schema (draft 2020-12), compiled once. Remote references are never fetched. `oneOf` is
/// checked as `anyOf`, as the alternatives of OGC API - Processes overlap (they differ by media
/// type, which JSON Schema takes for an annotation). Thread-safe.
public final class JsonSchema {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final JsonSchema ANY = parse("{}");
  private static final JsonSchema ANY_OBJECT = parse("{\"type\":\"object\"}");

  private final JsonNode document;
  private final Schema schema;

  private JsonSchema(JsonNode document) {
    this.document = document;
    this.schema = REGISTRY.getSchema(relaxed(document));
  }

  /// A violation of a schema.
  ///
  /// @param pointer to the offending value (RFC 6901), empty for the whole document
  /// @param message what was expected
  public record Violation(String pointer, String message) {}

  /// The schema of this document.
  public static JsonSchema of(JsonNode document) {
    return new JsonSchema(document);
  }

  /// The schema of a record, from its components.
  ///
  /// @param lenient whether a component may be null if its record does not say what may
  public static JsonSchema ofRecord(Class<?> type, boolean lenient) {
    return of(RecordSchema.of(type, lenient));
  }

  /// The schema of this text.
  public static JsonSchema parse(String text) {
    return of(Json.read(text));
  }

  /// The schema that every value satisfies.
  public static JsonSchema any() {
    return ANY;
  }

  /// The schema that every object satisfies.
  public static JsonSchema anyObject() {
    return ANY_OBJECT;
  }

  /// The schema as a document. Not to be changed.
  public JsonNode document() {
    return document;
  }

  /// Every violation in `value`; empty if it is valid.
  public List<Violation> check(JsonNode value) {
    return schema.validate(value).stream()
        .map(e -> new Violation(e.getInstanceLocation().toString(), e.getMessage()))
        .toList();
  }

  private static JsonNode relaxed(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = Json.object();
      object.forEachEntry(
          (name, value) -> copy.set(name.equals("oneOf") ? "anyOf" : name, relaxed(value)));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = Json.array();
      array.forEach(value -> copy.add(relaxed(value)));
      return copy;
    }
    return node;
  }

  @Override
  public String toString() {
    return document.toString();
  }
}
