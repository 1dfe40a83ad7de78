package dev.meridian.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class PayloadVersionsTest {
  private static final PayloadVersions THREE =
      PayloadVersions.of(3)
          .from(1, input -> input.put("one", 1))
          .from(2, input -> input.put("two", 2));

  @Test
  void stepsAreTakenOneAfterTheOther() {
    ObjectNode old = Json.object().put("zero", 0);
    assertThat(THREE.raise(1, old)).isEqualTo(Json.read("{\"zero\": 0, \"one\": 1, \"two\": 2}"));
    assertThat(THREE.raise(2, old)).isEqualTo(Json.read("{\"zero\": 0, \"two\": 2}"));
    assertThat(THREE.raise(3, old)).isSameAs(old);
    assertThat(old).as("what came in").isEqualTo(Json.read("{\"zero\": 0}"));
  }

  @Test
  void missingWayIsNamed() {
    PayloadVersions gap = PayloadVersions.of(3).from(1, input -> input);
    assertThatThrownBy(() -> gap.raise(1, Json.object()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("payload version: 1 (expected: 3, or a way up to it; none starts from 2)");
    assertThatThrownBy(() -> THREE.raise(4, Json.object()))
        .hasMessage("payload version: 4 (expected: at most 3; a newer worker is needed)");
  }

  @Test
  void stepThatFailsIsNamed() {
    PayloadVersions broken =
        PayloadVersions.of(2)
            .from(
                1,
                input -> {
                  throw new IllegalStateException("no");
                });
    assertThatThrownBy(() -> broken.raise(1, Json.object()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("payload version: 1 (expected: ")
        .hasMessageContaining("IllegalStateException: no");
  }

  @Test
  void stepsFromNowhereAreRefused() {
    assertThatThrownBy(() -> PayloadVersions.of(2).from(2, input -> input))
        .hasMessageStartingWith("upcaster from version: 2");
    assertThatThrownBy(() -> PayloadVersions.of(0)).hasMessageStartingWith("version: 0");
  }
}
