package dev.meridian.cli;

import dev.meridian.fleet.Noise;
import org.junit.jupiter.api.Test;

/// `FleetTruthTest` with every train that is under way between 8 and 9 in the morning: about
/// 370,000 positions.
final class FleetTruthSoak {
  @Test
  void everyArrivalOfAnHourIsToldAndNoneIsInvented() {
    FleetTruth.holds(507, 3_600, Noise.CITY);
  }
}
