package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meridian.fence.Crossing.Kind;
import dev.meridian.fence.Tracker.Step;
import dev.meridian.geo.GreatCircle;
import dev.meridian.geo.LonLat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A fence of 500 m round the meridian on the equator, and an object that comes along it.
final class ApproachTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final double DEGREE = Math.toRadians(1) * GreatCircle.RADIUS;

  private final Tracker tracker = new Tracker(ObjectRules.STANDARD);
  private final List<Crossing> told = new ArrayList<>();
  private ObjectState state = ObjectState.NEW;
  private Instant time = START;

  @Test
  void approachSaysHowFarAndHowLong() {
    FenceIndex fences = index(null, Duration.ofSeconds(60));
    for (int metres = 3050; metres >= 1000; metres -= 100) {
      at(metres, fences);
    }
    assertThat(told)
        .singleElement()
        .satisfies(crossing -> {
          assertThat(crossing.kind()).isEqualTo(Kind.APPROACH);
          assertThat(crossing.evidence().edge()).isCloseTo(550, within(2.0));
          assertThat(crossing.evidence().eta()).isBetween(secs(54.5), secs(55.5));
        });
  }

  @Test
  void toldAgainOnlyAfterItWasFartherAway() {
    FenceIndex fences = index(1000.0, null);
    int[] way = {2000, 1600, 1400, 1600, 1400, 1690, 1689, 1400, 1600, 1800, 1600, 1400};
    for (int metres : way) {
      at(metres, fences);
    }
    assertThat(told)
        .extracting(crossing -> Math.round(crossing.evidence().edge() / 100))
        .containsExactly(9L, 9L);
  }

  @Test
  void whoLeavesOrPassesByDoesNotApproach() {
    FenceIndex fences = index(1000.0, Duration.ofSeconds(60));
    for (int metres : new int[] {0, 200, 400, 700, 900, 1200}) {
      at(metres, fences);
    }
    for (int metres = -4000; metres <= 4000; metres += 200) {
      fix(new LonLat(metres / DEGREE, 2000 / DEGREE), fences);
    }
    assertThat(told).extracting(Crossing::kind).containsExactly(Kind.EXIT, Kind.CROSS);
  }

  @Test
  void waitingAtTheLightsIsNoNewApproach() {
    FenceIndex fences = index(null, Duration.ofSeconds(60));
    for (int metres : new int[] {1300, 1200, 1000, 1000, 1000, 900, 800}) {
      at(metres, fences);
    }
    assertThat(told).extracting(Crossing::kind).containsExactly(Kind.APPROACH);
  }

  @Test
  void editedFencesAreWatched() {
    FenceIndex none = FenceIndex.of(List.of(fence(null, null)));
    FenceIndex fences = none.with(fence(1000.0, null));
    at(2000, fences);
    at(1400, fences.without("f"));
    assertThat(told).isEmpty();
    at(1300, fences.merged());
    assertThat(told).hasSize(1);
    assertThat(none.watch().reach(50)).isZero();
  }

  @Test
  void courseAheadLeadsWhereItCameFrom() {
    var from = new LonLat(179.9999, 60);
    var to = new LonLat(-179.9998, 60.0002);
    Course course =
        Objects.requireNonNull(
            Course.after(
                null, new Fix(START, from, 0, 0), new Fix(START.plusSeconds(2), to, 0, 0)));
    LonLat ahead = course.ahead(from, 2 * course.speed());
    assertThat(GreatCircle.distance(ahead, to)).isLessThan(0.01);
    Fix near = new Fix(START.plusSeconds(9), to, 0, 0);
    Course slow = Course.after(course, new Fix(START.plusSeconds(2), to, 0, 0), near);
    assertThat(slow).isEqualTo(new Course(0, course.heading()));
    assertThat(Course.after(null, near, new Fix(START.plusSeconds(10), to, 0, 0))).isNull();
  }

  /// Ten seconds later.
  private void at(double metres, FenceIndex fences) {
    fix(new LonLat(metres / DEGREE, 0.0001), fences);
  }

  private void fix(LonLat at, FenceIndex fences) {
    time = time.plusSeconds(10);
    Step step = tracker.fix(state, new Fix(time, at, 0, 0), fences, time);
    told.addAll(step.crossings());
    state = step.state();
  }

  private static Duration secs(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static FenceIndex index(@Nullable Double distance, @Nullable Duration eta) {
    return FenceIndex.of(List.of(fence(distance, eta)));
  }

  private static Fence fence(@Nullable Double distance, @Nullable Duration eta) {
    boolean isWatched = distance != null || eta != null;
    var telling =
        new Telling(
            List.of(), null, null, isWatched ? new Approach(distance, eta) : null, Duration.ZERO);
    var rules =
        new FenceRules(Duration.ZERO, Duration.ZERO, 20.0, null, false, Scope.ALL, telling, null);
    return new Fence("f", 1, CircleOutline.of(new LonLat(0, 0), 500), rules);
  }
}
