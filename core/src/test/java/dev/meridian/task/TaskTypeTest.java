package dev.meridian.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class TaskTypeTest {
  private static TaskType<JsonNode, JsonNode> named(String name) {
    return TaskType.of(name, JsonNode.class, JsonNode.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "quotes.price", "_x-1", "canvases"})
  void namesOfPythonFunctionsAreTaken(String name) {
    assertThat(named(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "1st", "ä", "canvas"})
  void otherNamesAreRefusedInWords(String name) {
    assertThatThrownBy(() -> named(name))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("task type: " + name + " (expected: ");
  }
}
