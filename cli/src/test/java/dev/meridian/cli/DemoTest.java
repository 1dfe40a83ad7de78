package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class DemoTest {
  @Test
  void demoTellsItsWholeStoryAndEndsWell() {
    Run demo = Run.of("demo");
    assertThat(demo.out())
        .contains("✓ earthquakes", "✓ airports", "✓ ride", "✓ vehicles", "✓ ports", "✓ countries")
        .contains("cancelled: dismissed")
        .contains("✗ broken")
        .contains("attempts: 3")
        .contains("All as it should be");
    assertThat(demo.err()).isEmpty();
    assertThat(demo.code()).isZero();
  }

  @Test
  void warmUpOfTheLauncherSucceedsAndTouchesNoServerThatTheEnvironmentNames() {
    Map<String, String> environment =
        Map.of("MERIDIAN_BROKER", "amqp://127.0.0.1:1", "MERIDIAN_RESULTS", "redis://127.0.0.1:1");
    assertThat(Run.of(environment, "", "warm-up").code()).isZero();
  }
}
