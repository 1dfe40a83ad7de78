package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Tasks that are due later, on the real broker. The long form is [EtaSoak].
final class EtaTest {
  @Test
  void noTaskBeginsBeforeItsEta() {
    try (EtaRun run = new EtaRun()) {
      run.worker();
      run.publish(300, Duration.ofSeconds(2), Duration.ofSeconds(6));
      assertThat(run.results())
          .hasSize(300)
          .allSatisfy(ran -> assertThat(ran.late()).isGreaterThanOrEqualTo(Duration.ZERO));
    }
  }
}
