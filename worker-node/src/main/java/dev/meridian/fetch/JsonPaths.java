package dev.meridian.fetch;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.Jackson3JsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.Jackson3MappingProvider;
import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// JSONPath, as far as its cost is bounded: one descent (`..`) and no regular expressions.
final class JsonPaths {
  private static final Configuration BARE =
      Configuration.builder()
          .jsonProvider(new Jackson3JsonNodeJsonProvider())
          .mappingProvider(new Jackson3MappingProvider())
          .options(EnumSet.of(Option.SUPPRESS_EXCEPTIONS))
          .build();

  private JsonPaths() {}

  /// A path.
  ///
  /// @param name of the input that holds it, for the complaint
  static JsonPath compile(String name, String expression) {
    boolean bounded =
        expression.indexOf("..") == expression.lastIndexOf("..") && !expression.contains("=~");
    if (!expression.startsWith("$") || !bounded) {
      throw new InvalidValueException(
          name, expression, "a JSONPath that starts with $, with one .. at most, without =~");
    }
    try {
      return JsonPath.compile(expression);
    } catch (JsonPathException | IllegalArgumentException e) {
      throw new InvalidValueException(name, expression, "a JSONPath: " + e.getMessage());
    }
  }

  /// What is there; null if nothing is.
  static @Nullable JsonNode read(JsonPath path, JsonNode root) {
    Object found = path.read(root, BARE);
    return found == null ? null : Json.of(found);
  }
}
