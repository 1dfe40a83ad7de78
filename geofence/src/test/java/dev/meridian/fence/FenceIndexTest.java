package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.util.GeometryFixer;

/// Fences on the whole globe, edited and asked about.
final class FenceIndexTest {
  private static final String ARCTIC =
      "[[-180, 70], [0, 60], [180, 70], [180, 90], [-180, 90], [-180, 70]]";

  @ParameterizedTest
  @CsvSource({
    "179, 0, true", "-179, 0, true", "180, 5, true", "-180, -5, true", "177, 0, false",
    "-177, 0, false", "0, 0, false", "178, 5, true", "-178, 4.9999999, true", "179, 5.1, false"
  })
  void fenceAcrossTheAntimeridianIsOnePlace(double lon, double lat, boolean inside) {
    var index = index("[[178, -5], [-178, -5], [-178, 5], [178, 5], [178, -5]]");
    assertThat(index.containing(new LonLat(lon, lat))).hasSize(inside ? 1 : 0);
  }

  /// A fence that was moved east answers the same about points that were moved with it.
  @ParameterizedTest
  @ValueSource(ints = {0, 90, 170, 179, 180, 190, 275})
  void answersDoNotDependOnTheMeridian(int east) {
    var random = new SplittableRandom(5);
    var fence =
        "[[%s,-5],[%s,-5],[%s,5],[%s,6],[%s,-5]]"
            .formatted(
                turned(-3, east),
                turned(3, east),
                turned(2, east),
                turned(-3, east),
                turned(-3, east));
    FenceIndex there = index(fence);
    FenceIndex here = index("[[-3,-5],[3,-5],[2,5],[-3,6],[-3,-5]]");
    for (int i = 0; i < 2_000; i++) {
      double x = random.nextInt(-4_000, 4_001) / 1000.0;
      double y = random.nextInt(-7_000, 7_001) / 1000.0;
      assertThat(there.containing(new LonLat(turned(x, east), y)))
          .as("seed 5, %s %s", x, y)
          .hasSameSizeAs(here.containing(new LonLat(x, y)));
    }
  }

  @Test
  void poleIsOnePoint() {
    var index = index(ARCTIC);
    assertThat(index.containing(new LonLat(77, 90))).hasSize(1);
    assertThat(index.containing(new LonLat(-180, 90))).hasSize(1);
    assertThat(index.containing(new LonLat(77, 89.9))).hasSize(1);
    assertThat(index.containing(new LonLat(0, 59.9))).isEmpty();
    assertThat(index.containing(new LonLat(0, -90))).isEmpty();
  }

  @Test
  void circleIsRoundAtThePoleAndAcrossTheAntimeridian() {
    var index =
        FenceIndex.of(
            List.of(circle("pole", 30, 89.5, 100_000), circle("seam", -179.9, 10, 50_000)));
    assertThat(index.containing(new LonLat(-150, 89.7)))
        .extracting(Fence::id)
        .containsExactly("pole");
    assertThat(index.containing(new LonLat(0, 90))).extracting(Fence::id).containsExactly("pole");
    assertThat(index.containing(new LonLat(179.8, 10)))
        .extracting(Fence::id)
        .containsExactly("seam");
    assertThat(index.containing(new LonLat(180, 10))).extracting(Fence::id).containsExactly("seam");
    assertThat(index.containing(new LonLat(179.6, 10))).isEmpty();
  }

  /// The cells of circles leave nothing out and add nothing.
  @Test
  void indexOfCirclesAgreesWithTheirDistances() {
    var random = new SplittableRandom(3);
    List<Fence> circles = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      double lat = random.nextInt(4) == 0 ? random.nextDouble(80, 90) : random.nextDouble(-20, 20);
      double radius = random.nextInt(5) == 0 ? 2_000_000 : random.nextDouble(100, 300_000);
      circles.add(circle("c" + i, random.nextDouble(-180, 180), lat, radius));
    }
    FenceIndex index = FenceIndex.of(circles);
    for (int i = 0; i < 3_000; i++) {
      var point = new LonLat(random.nextDouble(-180, 180), random.nextDouble(-25, 90));
      assertThat(index.containing(point))
          .as("seed 3, %s", point)
          .containsExactlyInAnyOrderElementsOf(
              circles.stream().filter(fence -> fence.outline().covers(point)).toList());
    }
  }

  /// Small circles in a row along the side of two cells, however large, do not stay together.
  @Test
  void circlesInARowAreApart() {
    var random = new SplittableRandom(5);
    List<CircleOutline> circles = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      circles.add(CircleOutline.of(new LonLat(random.nextDouble(10, 40), 0), 1_000));
    }
    Tree tree = TreeBuilder.build(circles);
    int[] seen = new int[1];
    for (int x = 100_000_000; x < 400_000_000; x += 1_000_000) {
      assertThat(
              tree.edges(
                  new Range(x, 10, x, 10),
                  (_, _, _) -> {
                    seen[0]++;
                    return true;
                  }))
          .isTrue();
    }
    assertThat(seen[0] / 300).isLessThan(4);
  }

  @Test
  void editsShowAtOnceAndAfterAMerge() {
    FenceIndex before = FenceIndex.of(List.of(circle("a", 0, 0, 1000), circle("b", 1, 1, 1000)));
    FenceIndex after =
        before.with(circle("a", 2, 2, 1000)).without("b").with(circle("c", 0, 0, 1000));
    for (FenceIndex index : List.of(after, after.merged())) {
      assertThat(index.containing(new LonLat(0, 0))).extracting(Fence::id).containsExactly("c");
      assertThat(index.containing(new LonLat(2, 2))).extracting(Fence::id).containsExactly("a");
      assertThat(index.containing(new LonLat(1, 1))).isEmpty();
      assertThat(index.fence("b")).isEmpty();
      assertThat(index.fences()).hasSize(2);
    }
    assertThat(after.edits()).isEqualTo(2);
    assertThat(after.merged().edits()).isZero();
    assertThat(before.containing(new LonLat(1, 1))).hasSize(1);
    assertThat(FenceIndex.empty().containing(new LonLat(1, 1))).isEmpty();
  }

  @Test
  void probeThatStaysInItsCellSaysWhatANewOneSays() {
    var random = new SplittableRandom(9);
    List<Fence> fences = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      var at = new Coordinate(random.nextDouble(-1, 1), random.nextDouble(-1, 1));
      var outline = PolygonMaker.of(GeometryFixer.fix(Shapes.star(random, at, 1, 1e-7)));
      fences.add(new Fence("f" + i, 1, outline, FenceRules.STANDARD));
    }
    FenceIndex index = FenceIndex.of(fences).without("f7").with(circle("f8", 0, 0, 50_000));
    Probe probe = index.probe();
    double x = 0;
    double y = 0;
    for (int i = 0; i < 5_000; i++) {
      x = Math.clamp(x + random.nextDouble(-0.01, 0.01), -1.5, 1.5);
      y = Math.clamp(y + random.nextDouble(-0.01, 0.01), -1.5, 1.5);
      List<String> found = new ArrayList<>();
      int count = probe.find(x, y);
      for (int hit = 0; hit < count; hit++) {
        found.add(probe.fence(hit).id());
      }
      assertThat(found)
          .as("seed 9, %s %s", x, y)
          .containsExactlyInAnyOrderElementsOf(
              index.containing(new LonLat(x, y)).stream().map(Fence::id).toList());
    }
  }

  @Test
  void distanceIsToTheEdgeNotToWhereTheFenceWasCut() {
    Outline outline = outline("[[170, -5], [-170, -5], [-170, 5], [170, 5], [170, -5]]");
    assertThat(outline.edgeDistance(new LonLat(180, 0))).isCloseTo(556_000, within(1_000.0));
    assertThat(outline.edgeDistance(new LonLat(-179.5, 4))).isCloseTo(111_195, within(500.0));
    assertThat(outline.edgeDistance(new LonLat(169, 0))).isCloseTo(111_195, within(500.0));
    assertThat(outline(ARCTIC).edgeDistance(new LonLat(0, 90))).isGreaterThan(2_000_000);
  }

  private static double turned(double lon, int east) {
    double far = lon + east;
    return Math.rint((far - 360 * Math.floor((far + 180) / 360)) * 1e6) / 1e6;
  }

  private static Fence circle(String id, double lon, double lat, double radius) {
    return new Fence(id, 1, CircleOutline.of(new LonLat(lon, lat), radius), FenceRules.STANDARD);
  }

  private static Outline outline(String ring) {
    return FenceReader.feature(Json.read(feature(ring))).outline();
  }

  private static FenceIndex index(String ring) {
    return FenceIndex.of(List.of(FenceReader.feature(Json.read(feature(ring)))));
  }

  private static String feature(String ring) {
    return """
    {"type": "Feature", "id": "f", "properties": {},
     "geometry": {"type": "Polygon", "coordinates": [%s]}}
    """
        .formatted(ring);
  }
}
