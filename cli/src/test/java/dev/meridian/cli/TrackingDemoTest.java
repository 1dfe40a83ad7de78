package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `meridian demo --tracking`, for some seconds.
final class TrackingDemoTest {
  @Test
  void fleetRunsAndWhatIsToldIsWhatTookPlace() {
    Run run =
        Run.of(
            "demo",
            "--tracking",
            "--vehicles",
            "40",
            "--seconds",
            "4",
            "--speed-up",
            "60",
            "--json");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    JsonNode end = run.json();
    assertThat(end.path("due").asInt()).isGreaterThan(20).isEqualTo(end.path("reported").asInt());
    assertThat(end.path("exitsDue").asInt())
        .isGreaterThan(20)
        .isEqualTo(end.path("exitsReported").asInt());
    assertThat(end.path("invented")).isEmpty();
    assertThat(end.path("positions").asInt()).isGreaterThan(1_500);
    assertThat(end.path("p50Millis").asDouble()).isPositive();
  }

  @Test
  void linesSayWhereAndWhatCameOfIt() {
    Run run = Run.of("demo", "--tracking", "--vehicles", "5", "--seconds", "1");
    assertThat(run.out())
        .contains("Gateway   http://127.0.0.1:", "/ui/", "496 stations", "positions/s")
        .containsPattern("\\d+ arrivals due, \\d+ reported, 0 invented");
  }

  @Test
  void nonsenseIsOneLine() {
    assertThat(Run.of("demo", "--tracking", "--speed-up", "0").err())
        .hasLineCount(1)
        .contains("--speed-up: 0.0");
    assertThat(Run.of("demo", "--tracking", "--gtfs", "nowhere").err())
        .hasLineCount(1)
        .contains("gtfs: ", "nowhere");
    assertThat(Run.of("demo", "--tracking", "--seconds", "100000").err()).contains("--seconds: ");
  }
}
