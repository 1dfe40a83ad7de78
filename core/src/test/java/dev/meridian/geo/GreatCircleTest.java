package dev.meridian.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class GreatCircleTest {
  private static final double HALF = Math.PI * GreatCircle.RADIUS;

  @Test
  void distanceMatchesKnownCities() {
    var frankfurt = new LonLat(8.6821, 50.1109);
    var singapore = new LonLat(103.8198, 1.3521);
    assertThat(GreatCircle.distance(frankfurt, singapore)).isCloseTo(10_267_000, within(10_000.0));
  }

  @Test
  void distanceCrossesTheAntimeridian() {
    double across = GreatCircle.distance(new LonLat(179.5, 0), new LonLat(-179.5, 0));
    assertThat(across).isCloseTo(HALF / 180, within(0.001));
    assertThat(GreatCircle.distance(new LonLat(180, 10), new LonLat(-180, 10)))
        .isCloseTo(0, within(1e-6));
  }

  @Test
  void distanceGoesOverThePole() {
    double over = GreatCircle.distance(new LonLat(20, 89), new LonLat(-160, 89));
    assertThat(over).isCloseTo(HALF / 90, within(0.001));
    assertThat(GreatCircle.distance(new LonLat(0, 90), new LonLat(123, 90)))
        .isCloseTo(0, within(1e-6));
  }

  @Test
  void distanceToTheAntipodeIsHalfTheGlobe() {
    assertThat(GreatCircle.distance(new LonLat(10, 30), new LonLat(-170, -30)))
        .isCloseTo(HALF, within(0.2));
    assertThat(GreatCircle.distance(new LonLat(0, 90), new LonLat(0, -90)))
        .isCloseTo(HALF, within(0.2));
  }
}
