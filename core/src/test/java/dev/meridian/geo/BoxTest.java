package dev.meridian.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class BoxTest {
  private static final Box PACIFIC = new Box(150, -50, -120, 60);

  @Test
  void boxContainsItsEdgesAndCorners() {
    var box = new Box(-10, 35, 40, 70);
    assertThat(box.contains(new LonLat(-10, 35))).isTrue();
    assertThat(box.contains(new LonLat(40, 70))).isTrue();
    assertThat(box.contains(new LonLat(0, 70))).isTrue();
    assertThat(box.contains(new LonLat(-10.0001, 50))).isFalse();
    assertThat(box.contains(new LonLat(0, 70.0001))).isFalse();
  }

  @Test
  void boxCrossingTheAntimeridianContainsBothSides() {
    assertThat(PACIFIC.contains(new LonLat(179, 0))).isTrue();
    assertThat(PACIFIC.contains(new LonLat(-179, 0))).isTrue();
    assertThat(PACIFIC.contains(new LonLat(180, 0))).isTrue();
    assertThat(PACIFIC.contains(new LonLat(-180, 0))).isTrue();
    assertThat(PACIFIC.contains(new LonLat(0, 0))).isFalse();
    assertThat(PACIFIC.centre()).isEqualTo(new LonLat(-165, 5));
    assertThat(PACIFIC.geometry().getNumGeometries()).isEqualTo(2);
  }

  @Test
  void boxEndingAtTheAntimeridianContainsItByBothNames() {
    assertThat(new Box(170, 0, 180, 1).contains(new LonLat(-180, 0.5))).isTrue();
    assertThat(new Box(170, 0, -180, 1)).isEqualTo(new Box(170, 0, 180, 1));
    assertThat(new Box(180, 0, -170, 1)).isEqualTo(new Box(-180, 0, -170, 1));
  }

  @Test
  void boxUpToThePoleContainsItAtAnyLongitude() {
    assertThat(new Box(0, 60, 10, 90).contains(new LonLat(-123, 90))).isTrue();
    assertThat(new Box(0, 60, 10, 89).contains(new LonLat(-123, 89))).isFalse();
  }

  @Test
  void boxesIntersectAcrossTheAntimeridianAndAtTouchingEdges() {
    assertThat(PACIFIC.intersects(new Box(-130, 0, -100, 10))).isTrue();
    assertThat(PACIFIC.intersects(new Box(140, 0, 150, 10))).isTrue();
    assertThat(PACIFIC.intersects(new Box(-119, 0, 149, 10))).isFalse();
    assertThat(new Box(170, 0, 180, 1).intersects(new Box(-180, 0, -170, 1))).isTrue();
    assertThat(new Box(-180, 0, -170, 1).intersects(new Box(170, 0, 180, 1))).isTrue();
    assertThat(new Box(170, 0, 180, 1).intersects(new Box(-180, 2, -170, 3))).isFalse();
    assertThat(new Box(0, 80, 10, 90).intersects(new Box(90, 80, 100, 90))).isTrue();
  }

  @Test
  void boxWithoutExtentIsAPoint() {
    var point = new Box(8, 50, 8, 50);
    assertThat(point.contains(new LonLat(8, 50))).isTrue();
    assertThat(point.centre()).isEqualTo(new LonLat(8, 50));
    assertThat(point.intersects(new Box(0, 40, 10, 60))).isTrue();
  }

  @Test
  void boxRefusesWhatIsNoBox() {
    assertThatThrownBy(() -> new Box(0, 10, 1, 5))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("north: 5.0 (expected: 10.0..90.0 degrees)");
    assertThatThrownBy(() -> new Box(-181, 0, 1, 5))
        .hasMessage("west: -181.0 (expected: -180.0..180.0 degrees)");
    assertThatThrownBy(() -> new Box(0, Double.NaN, 1, 5)).hasMessageStartingWith("south: NaN");
  }

  @RepeatedTest(200)
  void boxAgreesWithItsGeometry(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    double south = random.nextInt(-90, 90);
    var box =
        new Box(
            random.nextInt(-180, 181),
            south,
            random.nextInt(-180, 181),
            random.nextInt((int) south, 91));
    var shape = new Shape(box.geometry());
    assertThat(box.contains(box.centre())).as("seed %s", repetition).isTrue();
    if (shape.squareMetres() > 0) {
      for (int i = 0; i < 200; i++) {
        var point = new LonLat(random.nextInt(-180, 181), random.nextInt(-90, 91));
        assertThat(box.contains(point)).as("%s %s", box, point).isEqualTo(shape.covers(point));
      }
    }
  }
}
