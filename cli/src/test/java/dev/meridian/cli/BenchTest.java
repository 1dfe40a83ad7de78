package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class BenchTest {
  @Test
  void roundTripsAreCountedAndChecked() {
    Run run =
        Run.of(
            "bench",
            "round-trips",
            "--count",
            "250",
            "--inflight",
            "50",
            "--batch",
            "20",
            "--json");
    JsonNode figures = run.json();
    assertThat(figures.propertyNames()).containsExactly("count", "seconds", "perSecond", "wrong");
    assertThat(figures.path("count").asInt()).isEqualTo(250);
    assertThat(figures.path("wrong").asInt()).isZero();
    assertThat(figures.path("seconds").asDouble()).isPositive();
    assertThat(run.code()).isZero();
  }

  @Test
  void figuresAreWordsForPeople() {
    assertThat(Run.of("bench", "round-trips", "--count", "10").out())
        .matches("10 round trips in .*: .* a second, 0 wrong\n");
  }
}
