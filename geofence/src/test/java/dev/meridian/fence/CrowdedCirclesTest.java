package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.geo.LonLat;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CrowdedCirclesTest {
  /// As for the stations of a town: the index once did not part them, and looked at each of them
  /// for every fix.
  @Test
  void circlesOfOneTownArePartedWhereverItLies() {
    Random random = new Random(11);
    for (LonLat town :
        List.of(
            new LonLat(-73.95, 40.7),
            new LonLat(179.95, -17),
            new LonLat(0, 0),
            new LonLat(25, 78),
            new LonLat(8.5, 50.25))) {
      List<Fence> fences = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        LonLat at = near(town, random);
        fences.add(new Fence("f" + i, 1, CircleOutline.of(at, 150), FenceRules.STANDARD));
      }
      FenceIndex index = FenceIndex.of(fences);
      long looked = 0;
      for (int i = 0; i < 1_000; i++) {
        LonLat from = near(town, random);
        looked += index.along(from, new LonLat(from.lon(), from.lat() + 0.0005)).size();
      }
      assertThat(looked / 1_000.0).as("fences looked at near %s", town).isLessThan(20);
    }
  }

  private static LonLat near(LonLat town, Random random) {
    double lon = town.lon() + (random.nextDouble() - 0.5) * 0.4;
    return new LonLat(lon > 180 ? lon - 360 : lon, town.lat() + (random.nextDouble() - 0.5) * 0.3);
  }
}
