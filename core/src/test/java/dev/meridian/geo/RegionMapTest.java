package dev.meridian.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class RegionMapTest {
  private static final Region FRA = region("fra", 8.68, 50.11, new Box(-25, 34, 45, 72));
  private static final Region CDG = region("cdg", 2.35, 48.85, new Box(-5, 42, 8, 51));
  private static final Region AKL = region("akl", 174.76, -36.85, new Box(160, -50, -170, 0));
  private static final RegionMap MAP = RegionMap.of(List.of(FRA, CDG, AKL), List.of());

  private static Region region(String id, double lon, double lat, @Nullable Area area) {
    return region(id, lon, lat, area, "amqp://" + id, List.of());
  }

  private static Region region(
      String id, double lon, double lat, @Nullable Area area, String broker, List<String> next) {
    return new Region(id, id, new LonLat(lon, lat), area, broker, next, 100);
  }

  private static Source source(String id, @Nullable String home, Map<String, String> headers) {
    return new Source(
        id,
        id,
        "https://example.org/" + id,
        Map.of(),
        home,
        null,
        null,
        headers,
        Source.Politeness.STANDARD,
        Source.Access.STANDARD);
  }

  @Test
  void coveringListsTheSmallestAreaFirst() {
    assertThat(MAP.covering(new LonLat(2, 48))).containsExactly(CDG, FRA);
    assertThat(MAP.covering(new LonLat(20, 60))).containsExactly(FRA);
    assertThat(MAP.covering(new LonLat(-175, -20))).containsExactly(AKL);
    assertThat(MAP.covering(new LonLat(-100, 40))).isEmpty();
    assertThat(MAP.covering(new Box(-10, 30, 5, 45))).containsExactly(CDG, FRA);
    assertThat(MAP.covering(new Box(170, -60, -100, -40))).containsExactly(AKL);
  }

  @Test
  void answeringRegionIsTheFirstThatCoversElseTheNearest() {
    SplittableRandom random = new SplittableRandom(39);
    for (int i = 0; i < 50_000; i++) {
      // On whole degrees, so that the edges of the boxes are met.
      boolean whole = random.nextBoolean();
      double lon = random.nextDouble(-180, 180);
      double lat = random.nextDouble(-90, 90);
      LonLat point = whole ? new LonLat(Math.rint(lon), Math.rint(lat)) : new LonLat(lon, lat);
      List<Region> covering = MAP.covering(point);
      Region expected = covering.isEmpty() ? MAP.nearest(point).getFirst() : covering.getFirst();
      assertThat(MAP.answering(point)).as("%s", point).isSameAs(expected);
    }
  }

  @Test
  void nearestRanksAcrossTheAntimeridian() {
    assertThat(MAP.nearest(new LonLat(-170, -14))).first().isEqualTo(AKL);
    assertThat(MAP.nearest(new LonLat(9, 50))).containsExactly(FRA, CDG, AKL);
  }

  @Test
  void nearestBreaksTiesById() {
    var map = RegionMap.of(List.of(Region.at("b", 10, 0), Region.at("a", 10, 0)), List.of());
    assertThat(map.nearest(new LonLat(50, 50)).stream().map(Region::id)).containsExactly("a", "b");
  }

  @RepeatedTest(100)
  void nearestAgreesWithBruteForce(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    var regions = new ArrayList<Region>();
    for (int i = 0; i < 30; i++) {
      LonLat place = anywhere(random);
      regions.add(Region.at("r" + i, place.lon(), place.lat()));
    }
    var map = RegionMap.of(regions, List.of());
    for (int i = 0; i < 30; i++) {
      LonLat point = anywhere(random);
      List<Region> ranked = map.nearest(point);
      assertThat(ranked).as("seed %s", repetition).containsExactlyInAnyOrderElementsOf(regions);
      assertThat(ranked.stream().map(r -> Math.round(map.distance(r, point))))
          .as("seed %s, %s", repetition, point)
          .isSortedAccordingTo(Comparator.naturalOrder());
    }
  }

  /// Every third point at a pole, every third on the antimeridian.
  private static LonLat anywhere(SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> new LonLat(random.nextInt(-180, 181), random.nextBoolean() ? 90 : -90);
      case 1 -> new LonLat(random.nextBoolean() ? 180 : -180, random.nextInt(-90, 91));
      default -> new LonLat(random.nextDouble(-180, 180), random.nextDouble(-90, 90));
    };
  }

  @Test
  void lookupsFindOrListNearNames() {
    var map = RegionMap.of(List.of(FRA, CDG), List.of(source("quakes", null, Map.of())));
    assertThat(map.region("fra")).contains(FRA);
    assertThat(map.region("xyz")).isEmpty();
    assertThat(map.source("quakes")).isPresent();
    assertThat(map.requireRegion("cdg")).isEqualTo(CDG);
    assertThatThrownBy(() -> map.requireRegion("frq"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("region: frq (expected: one of cdg, fra; did you mean fra?)");
    assertThatThrownBy(() -> map.requireSource("quaks"))
        .hasMessage("source: quaks (expected: one of quakes; did you mean quakes?)");
  }

  @Test
  void mapRefusesWhatDoesNotFit() {
    assertThatThrownBy(() -> RegionMap.of(List.of(), List.of()))
        .hasMessage("regions: none (expected: at least one region)");
    assertThatThrownBy(() -> RegionMap.of(List.of(FRA, FRA), List.of()))
        .hasMessage("region id: fra (expected: an id used once)");
    Region lost = region("sin", 103, 1, null, "memory://", List.of("iad"));
    assertThatThrownBy(() -> RegionMap.of(List.of(FRA, lost), List.of()))
        .hasMessage("fallback of sin: iad (expected: one of fra, sin)");
    Source quakes = source("quakes", "lax", Map.of());
    assertThatThrownBy(() -> RegionMap.of(List.of(FRA), List.of(quakes)))
        .hasMessage("home of quakes: lax (expected: one of fra)");
    assertThatThrownBy(
            () -> {
              Source open = source("quakes", null, Map.of());
              RegionMap.of(List.of(FRA), List.of(open, open));
            })
        .hasMessage("source id: quakes (expected: an id used once)");
  }

  @Test
  void fallbacksMayFormACircle() {
    Region a = region("a", 0, 0, null, "memory://", List.of("b"));
    Region b = region("b", 1, 0, null, "memory://", List.of("a"));
    assertThat(RegionMap.of(List.of(a, b), List.of()).regions()).containsExactly(a, b);
  }

  @Test
  void versionNamesTheContent() {
    String version = MAP.version();
    assertThat(version).matches("[0-9a-f]{12}");
    assertThat(RegionMap.of(List.of(AKL, FRA, CDG), List.of()).version()).isEqualTo(version);
    assertThat(RegionMap.of(List.of(FRA, CDG), List.of()).version()).isNotEqualTo(version);
    Region moved = region("fra", 8.69, 50.11, FRA.area());
    assertThat(RegionMap.of(List.of(moved, CDG, AKL), List.of()).version()).isNotEqualTo(version);
  }

  @Test
  void versionLeavesSecretsOut() {
    assertThat(version("amqp://a:b@host/v", "1")).isEqualTo(version("amqp://c:p@ss@host/v", "2"));
    assertThat(version("amqp://a:b@host/v", "1")).isNotEqualTo(version("amqp://a:b@hosts/v", "1"));
  }

  private static String version(String broker, String key) {
    Region region = region("fra", 8.68, 50.11, null, broker, List.of());
    Source source = source("quakes", "fra", Map.of("X-Key", key));
    return RegionMap.of(List.of(region), List.of(source)).version();
  }
}
