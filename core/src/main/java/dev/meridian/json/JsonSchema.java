package dev.meridian.json;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A JSON Schema (draft 2020-12), compiled once. Remote references are never fetched. Thread-safe.
public final class JsonSchema {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final JsonSchema ANY = parse("{}");
  private static final JsonSchema ANY_OBJECT = parse("{\"type\":\"object\"}");

  private final JsonNode document;
  private final Schema schema;

  private JsonSchema(JsonNode document) {
    this.document = document;
    this.schema = REGISTRY.getSchema(document);
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

  @Override
  public String toString() {
    return document.toString();
  }
}
