package dev.meridian.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.fence.CircleOutline;
import dev.meridian.fence.FenceReader;
import dev.meridian.fence.Outline;
import dev.meridian.geo.Box;
import dev.meridian.geo.GreatCircle;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ReachTest {
  private static final double METRES = 1_000;

  @Test
  void everyPointNearAFenceIsInItsReach() {
    Random random = new Random(17);
    for (Outline outline : outlines()) {
      List<Box> reach = Reach.of(outline, METRES);
      for (int i = 0; i < 20_000; i++) {
        LonLat point = new LonLat(random.nextDouble(-180, 180), random.nextDouble(-90, 90));
        if (outline.covers(point) || outline.edgeDistance(point) <= METRES) {
          assertThat(reach).as("seed 17, %s", point).anyMatch(box -> box.contains(point));
        }
      }
    }
  }

  @Test
  void fencesAtTheAntimeridianReachOverItOnlyAsFarAsNeedBe() {
    for (Outline outline : List.of(circle(179.999, 10, 50_000), square(179.5, 10, -179.5, 11))) {
      List<Box> reach = Reach.of(outline, METRES);
      assertThat(reach).anyMatch(box -> box.contains(new LonLat(-179.8, 10)));
      assertThat(reach).anyMatch(box -> box.contains(new LonLat(179.8, 10)));
      assertThat(reach).noneMatch(box -> box.contains(new LonLat(0, 10)));
    }
  }

  @Test
  void theReachOfASmallFenceIsSmall() {
    Box box = Reach.of(circle(8, 50, 100), METRES).getFirst();
    double width = GreatCircle.distance(new LonLat(box.west(), 50), new LonLat(box.east(), 50));
    assertThat(width).isBetween(2_200.0, 2_300.0);
  }

  private static List<Outline> outlines() {
    return List.of(
        circle(179.9, 60, 500_000),
        circle(0, 88, 300_000),
        square(170, -20, -170, 20),
        square(-30, 40, 30, 89.99));
  }

  private static Outline circle(double lon, double lat, double radius) {
    return CircleOutline.of(new LonLat(lon, lat), radius);
  }

  private static Outline square(double west, double south, double east, double north) {
    String ring =
        "[[%1$s,%2$s],[%3$s,%2$s],[%3$s,%4$s],[%1$s,%4$s],[%1$s,%2$s]]"
            .formatted(west, south, east, north);
    String feature =
        "{\"type\":\"Feature\",\"id\":\"f\",\"properties\":{},"
            + "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":["
            + ring
            + "]}}";
    return FenceReader.feature(Json.read(feature)).outline();
  }
}
