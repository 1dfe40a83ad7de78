package dev.meridian.cli;

import dev.meridian.fleet.Noise;
import org.junit.jupiter.api.Test;

/// `FleetTruthTest` with every trip of the timetable from 8 in the morning until half past one at
/// night: 18 hours, about six million positions.
final class FleetTruthSoak {
  @Test
  void everyArrivalOfADayIsToldAndNoneIsInvented() {
    FleetTruth.holds(507, 17.5 * 3_600, Noise.CITY);
  }
}
