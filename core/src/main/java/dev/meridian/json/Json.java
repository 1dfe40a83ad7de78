package dev.meridian.json;

import dev.meridian.InvalidValueException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// The one JSON reader and writer of Meridian (RFC 8259). Reads bounded documents: depth 100,
/// numbers of up to 400 digits, names of up to 2,000 characters. Thread-safe.
public final class Json {
  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(100)
          .maxNumberLength(400)
          .maxNameLength(2_000)
          .build();

  private static final JsonMapper STRICT =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(BOUNDS).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final JsonMapper LENIENT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(BOUNDS)
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /// Reads a document from UTF-8 bytes.
  ///
  /// @throws InvalidValueException that names the line and column
  public static JsonNode read(byte[] bytes) {
    return read(STRICT, bytes);
  }

  /// Reads a document from text.
  ///
  /// @throws InvalidValueException that names the line and column
  public static JsonNode read(String text) {
    try {
      return orNull(STRICT.readTree(text));
    } catch (JacksonException e) {
      throw invalid(e);
    }
  }

  /// Reads a document from a stream of UTF-8, to its end; the caller bounds and closes it.
  ///
  /// @throws InvalidValueException that names the line and column
  public static JsonNode read(InputStream stream) {
    try {
      return orNull(STRICT.readTree(stream));
    } catch (JacksonException e) {
      throw invalid(e);
    }
  }

  /// Reads what Python's `json` writes by default: `NaN` and `Infinity` are let through.
  ///
  /// @throws InvalidValueException that names the line and column
  public static JsonNode readPython(byte[] bytes) {
    return read(LENIENT, bytes);
  }

  /// A parser of a document that is too long to hold, from UTF-8; lets `NaN` and `Infinity` through
  /// as [#readPython] does. Its failures are for [#complaint].
  public static JsonParser parser(InputStream stream) {
    return LENIENT.createParser(stream);
  }

  /// What a failure of a parser means to who wrote the document.
  public static InvalidValueException complaint(JacksonException e) {
    return invalid(e);
  }

  /// The document as UTF-8 bytes without white space.
  public static byte[] bytes(JsonNode node) {
    return STRICT.writeValueAsBytes(node);
  }

  /// The document as text without white space.
  public static String text(JsonNode node) {
    return STRICT.writeValueAsString(node);
  }

  /// The document as text for people, indented.
  public static String pretty(JsonNode node) {
    return STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(node);
  }

  /// A value of `type` from a document; unknown members are ignored.
  ///
  /// @throws InvalidValueException that names the member
  public static <T> T convert(JsonNode node, Class<T> type) {
    if (type.isInstance(node)) {
      return type.cast(node);
    }
    try {
      return STRICT.treeToValue(node, type);
    } catch (JacksonException e) {
      throw invalid(e);
    }
  }

  /// The document of a value.
  public static JsonNode of(Object value) {
    return value instanceof JsonNode node ? node : STRICT.valueToTree(value);
  }

  /// A new, empty object.
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// A new, empty array.
  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /// The JSON null.
  public static JsonNode nullNode() {
    return NullNode.getInstance();
  }

  private static JsonNode read(JsonMapper mapper, byte[] bytes) {
    try {
      return orNull(mapper.readTree(bytes));
    } catch (JacksonException e) {
      throw invalid(e);
    }
  }

  private static JsonNode orNull(JsonNode node) {
    if (node.isMissingNode()) {
      throw new InvalidValueException("document", "nothing", "a JSON value");
    }
    return node;
  }

  private static InvalidValueException invalid(JacksonException e) {
    var at = e.getLocation();
    String where =
        at == null ? "" : "line " + at.getLineNr() + " column " + at.getColumnNr() + ", ";
    return new InvalidValueException("document", where + e.getOriginalMessage(), "valid JSON");
  }
}
