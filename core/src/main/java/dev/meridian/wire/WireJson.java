package dev.meridian.wire;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Writes JSON as Python's `json.dumps` does: pure ASCII, everything else escaped. So a lone
/// surrogate, which JSON may hold but UTF-8 may not, survives the way there and back. Bounded to
/// the depth [Json] reads.
final class WireJson {
  private static final int MAX_DEPTH = 100;

  private static final JsonMapper ASCII =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                  .streamWriteConstraints(
                      StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .build();

  private WireJson() {}

  /// The document as ASCII bytes without white space.
  ///
  /// @throws InvalidValueException if it is too deep to be read again
  static byte[] bytes(JsonNode document) {
    try {
      return ASCII.writeValueAsBytes(document);
    } catch (JacksonException e) {
      throw new InvalidValueException(
          "document", e.getOriginalMessage(), "JSON of at most " + MAX_DEPTH + " levels");
    }
  }

  /// What a complaint shows of a value: scalars as they are, the kind and size of anything larger.
  static String shown(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> "an object of " + object.size();
      case ArrayNode array -> "an array of " + array.size();
      case MissingNode _ -> "missing";
      case JsonNode scalar -> Json.text(scalar);
    };
  }

  /// The string `name` of an object; null if it is missing or null.
  ///
  /// @throws InvalidValueException if it is anything else
  static @Nullable String text(JsonNode object, String name) {
    return switch (object.path(name)) {
      case StringNode text -> text.stringValue();
      case JsonNode none when none.isNull() || none.isMissingNode() -> null;
      case JsonNode other ->
          throw new InvalidValueException(name, shown(other), "a string or null");
    };
  }
}
