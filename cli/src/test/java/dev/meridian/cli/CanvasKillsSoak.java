package dev.meridian.cli;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/// Random canvases whose workers are killed, for ten minutes.
final class CanvasKillsSoak {
  @Test
  void canvasesHaveTheirValuesWhateverDies() throws InterruptedException, ExecutionException {
    CanvasKills.check(Duration.ofMinutes(10), 100, 100);
  }
}
