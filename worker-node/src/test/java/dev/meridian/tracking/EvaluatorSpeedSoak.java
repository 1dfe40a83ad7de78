package dev.meridian.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The same with 100,000 vehicles.
final class EvaluatorSpeedSoak {
  private static final int VEHICLES = 100_000;
  private static final int ROUNDS = 8;
  private static final double LEAST = 50_000;

  @Test
  void positionsOfManyVehiclesAreEvaluatedFast() {
    assertThat(EvaluatorSpeedTest.rate(VEHICLES, ROUNDS)).isGreaterThan(LEAST);
  }
}
