package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
  void warmUpOfTheLauncherSucceeds() {
    assertThat(Run.of("warm-up").code()).isZero();
  }
}
