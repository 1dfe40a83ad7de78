package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.geo.LonLat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.util.GeometryFixer;

/// Where [Calm] is sure that a fix changes nothing, [Decision] finds nothing that changes; and it
/// is sure of many fixes, even where fences are dense.
final class CalmTest {
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  private static final int OBJECTS = 20;
  private static final int STEPS = 400;
  private static final double WIDE = 0.2;

  private SplittableRandom random = new SplittableRandom();
  private @Nullable Exclusive exclusive;
  private int sure;
  private int sureOutranked;

  @ParameterizedTest
  @CsvSource({
    "8.5, 50, ",
    "179.95, -20, ",
    "0, 0, ",
    "-179.99, 78, ",
    "30, 89.95, ",
    "8.5, 40, zones"
  })
  void decisionFindsNothingWhereCalmIsSure(double lon, double lat, @Nullable String group) {
    exclusive = group == null ? null : new Exclusive(group, 0);
    random = new SplittableRandom(Double.doubleToLongBits(lon * lat));
    List<Fence> all = fences(lon, lat);
    FenceIndex fences = FenceIndex.of(all.subList(0, 30));
    for (Fence fence : all.subList(30, 36)) {
      fences = fences.with(fence);
    }
    fences = fences.without("f0").without("f31");
    for (int object = 0; object < OBJECTS; object++) {
      walk(fences, lon + random.nextDouble(-WIDE, WIDE), lat + random.nextDouble(-WIDE, WIDE));
    }
    assertThat(sure).isGreaterThan(OBJECTS * STEPS / 20);
    assertThat(sureOutranked > OBJECTS).isEqualTo(group != null);
  }

  private List<Fence> fences(double lon, double lat) {
    List<Fence> fences = new ArrayList<>();
    for (int i = 0; i < 36; i++) {
      double x = turned(lon + random.nextDouble(-WIDE, WIDE));
      double y = Math.min(89.99, lat + random.nextDouble(-WIDE, WIDE));
      boolean round = i % 2 == 0 || Math.abs(x) > 179.9 || y > 89.9;
      Outline outline =
          round
              ? CircleOutline.of(new LonLat(x, y), random.nextDouble(100, 8_000))
              : PolygonMaker.of(
                  GeometryFixer.fix(Shapes.star(random, new Coordinate(x, y), 0.05, 1e-6)));
      fences.add(new Fence("f" + i, 1, outline, rules()));
    }
    return fences;
  }

  /// Those with rules that make a fence speak for itself are few.
  private FenceRules rules() {
    Scope scope =
        random.nextInt(8) == 0 ? new Scope(List.of("bus-?", "x*"), null, 90.0) : Scope.ALL;
    Telling telling =
        new Telling(
            List.of(),
            random.nextInt(12) == 0 ? Set.of(Crossing.Kind.INSIDE, Crossing.Kind.ENTER) : null,
            null,
            random.nextInt(12) == 0 ? new Approach(200.0, null) : null,
            Duration.ofSeconds(10));
    return new FenceRules(
        Duration.ofSeconds(random.nextInt(4)),
        Duration.ZERO,
        null,
        null,
        true,
        scope,
        telling,
        exclusive);
  }

  private void walk(FenceIndex fences, double fromLon, double fromLat) {
    ObjectState state = ObjectState.of(random.nextBoolean() ? "bus-7" : "tram-7");
    double lon = fromLon;
    double lat = Math.min(89.99, fromLat);
    for (int i = 0; i < STEPS; i++) {
      lon += random.nextDouble(-0.001, 0.001);
      lat = Math.min(89.9999, lat + random.nextDouble(-0.001, 0.001));
      int accuracy = random.nextInt(3) == 0 ? 0 : random.nextInt(60);
      var at = new LonLat(turned(lon), lat);
      var fix = new Fix(START.plusSeconds(i), at, accuracy, i, 80.0);
      Course course = Course.after(state.course(), state.last(), fix);
      boolean isSure = new Calm(state, fix, course, fences).isSure();
      Tracker.Step step = decided(fences, state, fix, course);
      if (isSure) {
        sure++;
        boolean isOutranked =
            state.stays().values().stream().anyMatch(stay -> stay.isWithin() && !stay.isInside());
        sureOutranked += isOutranked ? 1 : 0;
        assertThat(step.crossings()).as("%s", fix).isEmpty();
        assertThat(step.undecided()).as("%s", fix).isZero();
        assertThat(state.after(fix, course)).isEqualTo(step.state());
      }
      state = step.state();
    }
  }

  private static Tracker.Step decided(
      FenceIndex fences, ObjectState state, Fix fix, @Nullable Course course) {
    var change = new Change(state);
    var decision = new Decision(change, fences, state.last(), fix, course);
    decision.decide(Duration.ofMinutes(5));
    change.arrive(fix, course);
    return change.step(decision.undecided());
  }

  private static double turned(double lon) {
    return lon - 360 * Math.rint(lon / 360);
  }
}
