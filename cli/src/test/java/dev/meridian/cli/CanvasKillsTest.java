package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Random canvases whose workers are killed, compared with a plain evaluation. The long form is
/// [CanvasKillsSoak].
final class CanvasKillsTest {
  private static final Logger LOG = LoggerFactory.getLogger(CanvasKillsTest.class);

  @Test
  void canvasesHaveTheirValuesWhateverDies() throws InterruptedException, ExecutionException {
    long seed = System.nanoTime() % 1_000_000;
    LOG.info("seeds from {}", seed);
    try (CanvasKills scene = new CanvasKills(seed)) {
      CanvasKills.Report report = scene.run(seed, Duration.ofSeconds(15));
      LOG.info("{}", report);
      assertThat(report.canvases()).isGreaterThan(5);
      assertThat(report.kills()).isGreaterThan(2);
    }
  }
}
