package dev.meridian.cli;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/// Random canvases whose workers are killed, compared with a plain evaluation. The long form is
/// [CanvasKillsSoak].
final class CanvasKillsTest {
  @Test
  void canvasesHaveTheirValuesWhateverDies() throws InterruptedException, ExecutionException {
    CanvasKills.check(Duration.ofSeconds(15), 5, 2);
  }
}
