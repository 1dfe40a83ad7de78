package dev.meridian.carousel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.fence.FenceReader;
import dev.meridian.geo.GreatCircle;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class CarouselTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /// By distances alone: nobody of these rides within 300 m of an edge.
  @Test
  void objectsEnterAndLeaveAsOftenAsTheyAreSaidTo() {
    Carousel carousel = new Carousel(45, 20, 3);
    int positions = 45 * 23 + 7;
    int[] enters = new int[45];
    int[] exits = new int[45];
    boolean[] inside = new boolean[45];
    for (int i = 0; i < positions; i++) {
      int object = carousel.objectOf(i);
      double distance = GreatCircle.distance(place(carousel, i), middle(carousel, object));
      assertThat(Math.abs(distance - 500)).isGreaterThan(300);
      enters[object] += i >= 45 && distance < 500 && !inside[object] ? 1 : 0;
      exits[object] += distance > 500 && inside[object] ? 1 : 0;
      inside[object] = distance < 500;
    }
    for (int object = 0; object < 45; object++) {
      long its = carousel.positionsOf(object, positions);
      assertThat(carousel.enters(object, its)).isEqualTo(enters[object]).isPositive();
      assertThat(carousel.exits(object, its)).isEqualTo(exits[object]).isPositive();
    }
  }

  @Test
  void objectsRideNoFasterThanIsSaid() {
    Carousel carousel = new Carousel(30, 20, 3);
    for (int i = 0; i < 600; i++) {
      double metres = GreatCircle.distance(place(carousel, i), place(carousel, i + 30));
      double seconds = (carousel.due(i + 30) - carousel.due(i)) / 1e9;
      assertThat(metres / seconds).isLessThan(Carousel.FASTEST + 1);
    }
  }

  @Test
  void objectsThatWouldBeTooFastAreRefused() {
    assertThatThrownBy(() -> new Carousel(29, 20, 3))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("objects: 29 (expected: at least 30");
  }

  @Test
  void balanceIsEvenIfNothingIsWrong() {
    assertThat(new Ledger.Balance(9, 0, 0, 0, 0, 0, 3).isEven()).isTrue();
    assertThat(new Ledger.Balance(9, 1, 0, 0, 0, 0, 1).isEven()).isFalse();
    assertThat(new Ledger.Balance(9, 0, 1, 0, 0, 0, 1).isEven()).isFalse();
    assertThat(new Ledger.Balance(9, 0, 0, 1, 0, 0, 1).isEven()).isFalse();
    assertThat(new Ledger.Balance(9, 0, 0, 0, 1, 0, 1).isEven()).isFalse();
    assertThat(new Ledger.Balance(9, 0, 0, 0, 0, 1, 1).isEven()).isFalse();
  }

  private static LonLat place(Carousel carousel, long position) {
    JsonNode line = Json.read(carousel.line(position, START));
    assertThat(line.path("object").asString())
        .isEqualTo(Carousel.name(carousel.objectOf(position)));
    return new LonLat(line.path("lon").asDouble(), line.path("lat").asDouble());
  }

  private static LonLat middle(Carousel carousel, int object) {
    JsonNode fence = carousel.feature(object % carousel.fences());
    assertThat(FenceReader.feature(fence).id()).isEqualTo(fence.path("id").asString());
    JsonNode at = fence.at("/geometry/coordinates");
    return new LonLat(at.path(0).asDouble(), at.path(1).asDouble());
  }
}
