package dev.meridian.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.builtin.Fetch.Planned;
import dev.meridian.json.Json;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class FetchTest {
  private static final Set<String> OGC_KEYWORDS =
      Set.of(
          ("title multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength"
                  + " pattern maxItems minItems uniqueItems maxProperties minProperties required"
                  + " enum type not allOf oneOf anyOf items properties additionalProperties"
                  + " description format default nullable readOnly writeOnly example deprecated"
                  + " contentMediaType contentEncoding contentSchema")
              .split(" "));

  @Test
  void oneSourceIsOneTask() {
    JsonNode inputs = Json.read("{'source':'quakes','limit':3}".replace('\'', '"'));
    assertThat(Fetch.plan(inputs))
        .singleElement()
        .satisfies(task -> {
          assertThat(task.label()).isEqualTo("quakes");
          assertThat(task.source()).isEqualTo("quakes");
          assertThat((JsonNode) task.inputs()).isEqualTo(inputs);
        });
  }

  @Test
  void membersOfASourceOverrideThoseOfTheRequest() {
    var plan =
        Fetch.plan(
            Json.read(
                """
                {"sources": ["a", {"source": "b", "limit": 1, "parameters": {"c": "DE"}}, "a"],
                 "limit": 5, "output": "columns"}
                """));
    assertThat(plan).extracting(Planned::label).containsExactly("a", "b", "a#2");
    assertThat(plan).extracting(Planned::source).containsExactly("a", "b", "a");
    assertThat(plan)
        .extracting(p -> Json.text(p.inputs()))
        .containsExactly(
            "{\"limit\":5,\"output\":\"columns\",\"source\":\"a\"}",
            "{\"limit\":1,\"output\":\"columns\",\"source\":\"b\",\"parameters\":{\"c\":\"DE\"}}",
            "{\"limit\":5,\"output\":\"columns\",\"source\":\"a\"}");
  }

  @Test
  void everyPlannedTaskPassesTheSchema() {
    JsonNode inputs =
        Json.read("{\"sources\":[\"a\",{\"source\":\"b\",\"bbox\":[1,2,3,4]}],\"sort\":\"-mag\"}");
    assertThat(Fetch.TYPE.schemas().input().check(inputs)).isEmpty();
    assertThat(Fetch.plan(inputs))
        .allSatisfy(
            task -> assertThat(Fetch.TYPE.schemas().input().check(task.inputs())).isEmpty());
  }

  @Test
  void wrongNumbersOfSourcesAreRefusedByPointer() {
    assertRefused("{}", "/sources");
    assertRefused("{\"source\":\"a\",\"sources\":[\"b\"]}", "/sources");
    assertRefused("{\"sources\":[]}", "/sources");
    String many = "\"a\",".repeat(Fetch.MAX_SOURCES) + "\"a\"";
    assertRefused("{\"sources\":[" + many + "]}", "/sources");
    assertRefused("{\"sources\":[\"a\",{}]}", "/sources/1");
    assertRefused("{\"source\":7}", "/source");
  }

  @Test
  void unknownSourcesAreRefusedByPointer() {
    JsonNode inputs = Json.read("{\"sources\":[\"a\",\"b\"]}");
    assertThat(Fetch.plan(inputs, Set.of("a", "b")::contains)).hasSize(2);
    assertThatThrownBy(() -> Fetch.plan(inputs, Set.of("a")::contains))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("/sources/1: \"b\" (expected: the id of a configured source)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"source\":\"a\",\"feilds\":[\"x\"]}",
        "{\"source\":\"a\",\"fields\":[]}",
        "{\"source\":\"a\",\"bbox\":[1,2,3]}",
        "{\"source\":\"a\",\"limit\":0}",
        "{\"source\":\"a\",\"output\":\"xml\"}",
        "{\"source\":\"a\",\"parameters\":{\"p\":{}}}",
        "{\"sources\":[{\"parameters\":{}}]}",
        "{\"source\":\"a\",\"polygon\":{\"type\":\"Point\",\"coordinates\":[1,2]}}"
      })
  void schemaRefuses(String inputs) {
    assertThat(Fetch.TYPE.schemas().input().check(Json.read(inputs))).isNotEmpty();
  }

  @Test
  void schemasUseOnlyKeywordsOfOgc() {
    var used = new TreeSet<String>();
    collectKeywords(Fetch.TYPE.schemas().input().document(), used);
    collectKeywords(Fetch.TYPE.schemas().output().document(), used);
    assertThat(used).contains("properties", "items").isSubsetOf(OGC_KEYWORDS);
  }

  @Test
  void inputIsReadFromJson() {
    var input =
        Json.convert(
            Json.read("{\"source\":\"a\",\"parameters\":{\"m\":4.5,\"c\":\"DE\"},\"precision\":3}"),
            FetchInput.class);
    assertThat(input.parameters()).containsEntry("m", "4.5").containsEntry("c", "DE");
    assertThat(input.precision()).isEqualTo(3);
    assertThat(input.fields()).isNull();
    assertThat(input.polygon()).isNull();
    assertThat(Json.convert(Json.read("{\"source\":\"a\"}"), FetchInput.class).parameters())
        .isEmpty();
  }

  private static void assertRefused(String inputs, String pointer) {
    assertThatThrownBy(() -> Fetch.plan(Json.read(inputs)))
        .isInstanceOfSatisfying(
            InvalidValueException.class, e -> assertThat(e.name()).isEqualTo(pointer));
  }

  private static void collectKeywords(JsonNode schema, Set<String> used) {
    for (var member : schema.properties()) {
      used.add(member.getKey());
      switch (member.getKey()) {
        case "properties" -> member.getValue().forEach(each -> collectKeywords(each, used));
        case "anyOf" -> member.getValue().forEach(each -> collectKeywords(each, used));
        case "items", "additionalProperties" -> collectKeywords(member.getValue(), used);
        default -> {}
      }
    }
  }
}
