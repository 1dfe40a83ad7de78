package dev.meridian.cli;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/// Every crossing once, whatever dies, for two minutes.
final class TrackingKillsSoak {
  @Test
  void everyCrossingIsHeardOnceWhateverDies() throws InterruptedException, ExecutionException {
    TrackingKills.check(Duration.ofMinutes(2), 10);
  }
}
