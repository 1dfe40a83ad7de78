package dev.meridian.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meridian.geo.Gazetteer.Named;
import dev.meridian.geo.Gazetteer.Near;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class GazetteerTest {
  private static final long SEED = 44;
  private static final double ANYWHERE = 3e7;
  private static final double TOLERANCE = 0.01;

  private final RandomGenerator random = new SplittableRandom(SEED);

  /// Everywhere alike, in clumps, on the seam and at the poles; some of them twice.
  private List<Named> places(int count) {
    List<Named> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean isTwin = i > 0 && random.nextInt(10) == 0;
      places.add(new Named("p" + i, isTwin ? places.get(random.nextInt(i)).at() : point()));
    }
    return places;
  }

  private LonLat point() {
    return switch (random.nextInt(5)) {
      case 0 -> new LonLat(8.6 + random.nextDouble(0.01), 50 + random.nextDouble(0.01));
      case 1 -> new LonLat(random.nextBoolean() ? 180 : -180, random.nextInt(-2, 3));
      case 2 -> new LonLat(random.nextInt(-180, 181), random.nextBoolean() ? 90 : -89.999);
      case 3 -> new LonLat(random.nextInt(-18, 19) * 10, random.nextInt(-9, 10) * 10);
      default -> anywhere();
    };
  }

  private static double nearest(List<Named> places, LonLat point) {
    return places.stream()
        .mapToDouble(place -> GreatCircle.distance(point, place.at()))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  @Test
  void nearestPlaceIsThatOfLookingAtAll() {
    for (int size : new int[] {0, 1, 7, 8, 9, 100, 3_000}) {
      List<Named> places = places(size);
      var gazetteer = new Gazetteer(places, ANYWHERE);
      assertThat(gazetteer.size()).isEqualTo(size);
      for (int i = 0; i < 300; i++) {
        LonLat point = point();
        Optional<Near> near = gazetteer.nearest(point);
        double metres = near.map(Near::metres).orElse(Double.POSITIVE_INFINITY);
        assertThat(near.isPresent()).isEqualTo(size > 0);
        if (near.isPresent()) {
          assertThat(metres)
              .as("seed %s, %s of %s", SEED, point, size)
              .isCloseTo(nearest(places, point), within(TOLERANCE));
          LonLat at = places.get(Integer.parseInt(near.get().name().substring(1))).at();
          assertThat(GreatCircle.distance(point, at)).isCloseTo(metres, within(TOLERANCE));
        }
      }
    }
  }

  @Test
  void whatIsFartherIsNotNear() {
    List<Named> places = places(2_000);
    double limit = 50_000;
    var gazetteer = new Gazetteer(places, limit);
    int found = 0;
    for (int i = 0; i < 500; i++) {
      LonLat point = point();
      double metres = nearest(places, point);
      if (Math.abs(metres - limit) > TOLERANCE) {
        assertThat(gazetteer.nearest(point).isPresent()).as("%s", point).isEqualTo(metres < limit);
        found += metres < limit ? 1 : 0;
      }
    }
    assertThat(found).isBetween(50, 450);
  }

  @Test
  void nearestPlaceIsBeyondTheSeamOrThePole() {
    var gazetteer =
        new Gazetteer(
            List.of(
                new Named("Suva", new LonLat(178.44, -18.14)),
                new Named("Alofi", new LonLat(-169.92, -19.06)),
                new Named("Alert", new LonLat(-62.34, 82.5)),
                new Named("Longyearbyen", new LonLat(15.65, 78.22))),
            ANYWHERE);
    assertThat(gazetteer.nearest(new LonLat(-179.9, -18)).map(Near::name)).contains("Suva");
    assertThat(gazetteer.nearest(new LonLat(117.66, 89)).map(Near::name)).contains("Alert");
  }

  @Test
  void ofEquallyNearOnesTheFirstCounts() {
    List<Named> places = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      places.add(new Named("p" + i, new LonLat(i % 10, 0)));
    }
    assertThat(new Gazetteer(places, ANYWHERE).nearest(new LonLat(3, 1)).map(Near::name))
        .contains("p3");
  }

  @Test
  void placesOfTheWorldAreIndexedAndFoundFast() {
    List<Named> places = new ArrayList<>();
    List<LonLat> points = new ArrayList<>();
    for (int i = 0; i < 135_000; i++) {
      places.add(new Named("p", anywhere()));
      points.add(anywhere());
    }
    long begun = System.nanoTime();
    var gazetteer = new Gazetteer(places, 100_000);
    long millis = (System.nanoTime() - begun) / 1_000_000;
    long before = System.nanoTime();
    long found = points.stream().filter(point -> gazetteer.nearest(point).isPresent()).count();
    long each = (System.nanoTime() - before) / points.size();
    System.out.printf("135,000 places: indexed in %d ms, %d ns for the nearest%n", millis, each);
    assertThat(found).isGreaterThan(100_000);
    assertThat(each).as("nanoseconds").isLessThan(500_000);
  }

  private LonLat anywhere() {
    return new LonLat(random.nextDouble(-180, 180), random.nextDouble(-90, 90));
  }
}
