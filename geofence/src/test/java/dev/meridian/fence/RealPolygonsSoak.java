package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Real places that `bench/fetch-sets` fetches through npm: a million points of each. The largest,
/// the land of OpenStreetMap, needs more memory than tests have; `bench/geofence` has it.
final class RealPolygonsSoak {
  private static final int POINTS = 1_000_000;
  private static final int CITIES = 20_000;
  private static final long SEED = 20261122;

  private final Path folder = fetched();

  @Test
  void indexAgreesWithJtsOnCounties() throws IOException {
    SameAnswers.check(RealSets.counties(folder), POINTS, SEED);
  }

  /// Among them multipolygons of 68,099 corners and of parts that touch the antimeridian.
  @Test
  void indexAgreesWithJtsOnCountries() throws IOException {
    SameAnswers.check(RealSets.countries(folder), POINTS, SEED);
  }

  @Test
  void indexAgreesWithJtsOnOverlappingCities() throws IOException {
    var random = new SplittableRandom(SEED);
    List<PolygonOutline> circles =
        RealSets.cities(folder).stream()
            .limit(CITIES)
            .map(city -> RealSets.circle(city, random))
            .toList();
    SameAnswers.check(circles, POINTS, SEED);
  }

  private static Path fetched() {
    try {
      Process fetch =
          new ProcessBuilder("../bench/fetch-sets")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String folder = new String(fetch.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(fetch.waitFor()).as("exit status of bench/fetch-sets").isZero();
      return Path.of(folder.strip());
    } catch (IOException e) {
      throw new AssertionError("bench/fetch-sets", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("bench/fetch-sets", e);
    }
  }
}
