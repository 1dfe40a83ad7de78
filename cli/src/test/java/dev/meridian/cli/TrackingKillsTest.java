package dev.meridian.cli;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/// Every crossing once, whatever dies. The long form is [TrackingKillsSoak].
final class TrackingKillsTest {
  @Test
  void everyCrossingIsHeardOnceWhateverDies() throws InterruptedException, ExecutionException {
    TrackingKills.check(Duration.ofSeconds(16), 1);
  }
}
