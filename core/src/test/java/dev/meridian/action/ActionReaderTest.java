package dev.meridian.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.track.Crossed.Kind;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Actions as authors of fences write them.
final class ActionReaderTest {
  private static JsonNode properties(String actions) {
    return Json.read("{\"actions\": " + actions.replace('\'', '"') + "}");
  }

  @Test
  void actionsAreReadInTheirOrder() {
    var actions =
        ActionReader.read(
            properties(
                """
                [{'task': 'notify', 'inputs': {'to': 'ops'}, 'on': ['exit', 'dwell']},
                 {'webhook': 'https://x/y'}, {'webhook': 'https://x/y', 'endpoint': 'e'},
                 {'publish': true, 'on': ['enter', 'cross', 'late-exit', 'approach', 'inside', 'outside']}]
                """));
    assertThat(actions)
        .containsExactly(
            new Action.Start(
                On.of(Kind.EXIT, Kind.DWELL), "notify", Json.object().put("to", "ops")),
            new Action.Send(On.of(Kind.ENTER), "https://x/y", null),
            new Action.Send(On.of(Kind.ENTER), "https://x/y", "e"),
            new Action.Publish(
                new On(
                    Set.of(Kind.ENTER, Kind.CROSS, Kind.APPROACH, Kind.INSIDE, Kind.OUTSIDE),
                    Set.of(Kind.EXIT))));
  }

  @Test
  void fenceMayHaveNone() {
    assertThat(ActionReader.read(Json.read("{}"))).isEmpty();
    assertThat(ActionReader.read(Json.read("{\"actions\": null}"))).isEmpty();
    assertThatCode(() -> ActionReader.check(properties("[]"))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                          | /actions",
        "[1]                                         | /actions/0",
        "[{}]                                        | /actions/0",
        "[{'task': 't', 'publish': true}]            | /actions/0",
        "[{'publish': true}, {'publish': false}]     | /actions/1/publish",
        "[{'publish': 'yes'}]                        | /actions/0/publish",
        "[{'task': ''}]                              | /actions/0/task",
        "[{'task': 't', 'inputs': []}]               | /actions/0/inputs",
        "[{'task': 't', 'input': {}}]                | /actions/0/input",
        "[{'webhook': 7}]                            | /actions/0/webhook",
        "[{'webhook': 'u', 'inputs': {}}]            | /actions/0/inputs",
        "[{'webhook': 'u', 'endpoint': 1}]           | /actions/0/endpoint",
        "[{'publish': true, 'on': 'enter'}]          | /actions/0/on",
        "[{'publish': true, 'on': []}]               | /actions/0/on",
        "[{'publish': true, 'on': ['enter', 'ext']}] | /actions/0/on/1",
        "[{'publish': true, 'on': ['lost']}]         | /actions/0/on/0",
        "[{'publish': true, 'on': ['late-dwell']}]   | /actions/0/on/0",
      })
  void wrongActionIsNamedByItsPointer(String actions, String pointer) {
    assertThatThrownBy(() -> ActionReader.check(properties(actions)))
        .isInstanceOfSatisfying(
            InvalidValueException.class, e -> assertThat(e.name()).isEqualTo(pointer));
  }

  @Test
  void numberAndSizeAreBounded() {
    String many = "[" + "{'publish': true},".repeat(ActionReader.MOST) + "{'publish': true}]";
    assertThatThrownBy(() -> ActionReader.check(properties(many)))
        .isInstanceOf(InvalidValueException.class);
    String large = "[{'task': 't', 'inputs': {'x': '" + "x".repeat(ActionReader.LARGEST) + "'}}]";
    assertThatThrownBy(() -> ActionReader.check(properties(large)))
        .hasMessageContaining("/actions/0/inputs");
  }
}
