package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Random canvases whose workers are killed, for ten minutes.
final class CanvasKillsSoak {
  private static final Logger LOG = LoggerFactory.getLogger(CanvasKillsSoak.class);

  @Test
  void canvasesHaveTheirValuesWhateverDies() throws InterruptedException, ExecutionException {
    long seed = System.nanoTime() % 1_000_000;
    LOG.info("seeds from {}", seed);
    try (CanvasKills scene = new CanvasKills(seed)) {
      CanvasKills.Report report = scene.run(seed, Duration.ofMinutes(10));
      LOG.info("{}", report);
      assertThat(report.canvases()).isGreaterThan(100);
      assertThat(report.kills()).isGreaterThan(100);
    }
  }
}
