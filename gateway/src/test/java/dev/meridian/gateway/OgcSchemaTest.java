package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import org.junit.jupiter.api.Test;

/// JSON Schema in the words of the standard.
final class OgcSchemaTest {
  private static void assertSaid(String schema, String expected) {
    assertThat(OgcSchema.of(Json.read(schema))).isEqualTo(Json.read(expected));
  }

  @Test
  void whatIsAllowedStays() {
    String schema =
        """
        {"type": "object", "required": ["a"], "additionalProperties": false,
         "properties": {"a": {"oneOf": [{"type": "string", "contentMediaType": "text/csv"},
           {"type": "array", "items": {"type": "integer", "minimum": 0}}]}}}
        """;
    assertSaid(schema, schema);
  }

  @Test
  void newerWordsAreTranslated() {
    assertSaid("{\"const\": 7}", "{\"enum\": [7]}");
    assertSaid("{\"exclusiveMinimum\": 0}", "{\"minimum\": 0, \"exclusiveMinimum\": true}");
    assertSaid("{\"examples\": [1, 2]}", "{\"example\": 1}");
    assertSaid("{\"type\": [\"string\", \"null\"]}", "{\"type\": \"string\", \"nullable\": true}");
    assertSaid("{\"type\": [\"string\", \"number\"]}", "{}");
  }

  @Test
  void whatCannotBeSaidIsLeftOut() {
    assertSaid("{\"$defs\": {\"a\": {}}, \"if\": {}, \"title\": \"t\"}", "{\"title\": \"t\"}");
    assertSaid("true", "{}");
    assertSaid("false", "{\"not\": {}}");
  }
}
