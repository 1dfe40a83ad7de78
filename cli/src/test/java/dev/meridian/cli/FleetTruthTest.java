package dev.meridian.cli;

import dev.meridian.fleet.Noise;
import org.junit.jupiter.api.Test;

/// Everything a fleet's vehicles do at stations is told, and nothing else.
final class FleetTruthTest {
  @Test
  void everyArrivalIsToldAndNoneIsInvented() {
    FleetTruth.holds(100, 600, Noise.CITY);
  }
}
