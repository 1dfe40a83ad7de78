package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Kind;
import dev.meridian.fence.Tracker.Step;
import dev.meridian.fence.Tracker.Verdict;
import dev.meridian.geo.GreatCircle;
import dev.meridian.geo.LonLat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What devices and authors of fences do to an object: on the equator, east of longitude 0, with a
/// fence of 500 m round that.
final class HardCasesTest {
  private static final Logger LOG = LoggerFactory.getLogger(HardCasesTest.class);
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final double DEGREE = Math.toRadians(1) * GreatCircle.RADIUS;
  private static final Duration NONE = Duration.ZERO;

  private static final FenceRules DWELL =
      new FenceRules(NONE, NONE, null, Duration.ofMinutes(5), false);

  private Tracker tracker = new Tracker(ObjectRules.STANDARD);
  private final List<Crossing> told = new ArrayList<>();
  private FenceIndex fences = FenceIndex.of(List.of(fence("depot", FenceRules.STANDARD)));
  private ObjectState state = ObjectState.of("van");

  @Test
  void fenceThatCameToAMovingObjectIsNoCrossing() {
    fences = FenceIndex.empty();
    fix(0, 300, 0);
    fix(1, 290, 0);
    fences = fences.with(fence("depot", FenceRules.STANDARD));
    fix(2, 280, 0);
    assertThat(told).isEmpty();
    assertThat(state.visited(START.plusSeconds(1))).containsExactly("depot");
    fix(20, 900, 0);
    assertThat(told).extracting(Crossing::kind).containsExactly(Kind.EXIT);
  }

  @Test
  void dwellRestsWhileItSeemsToHaveLeftBefore() {
    var rules = new FenceRules(NONE, Duration.ofMinutes(10), null, Duration.ofMinutes(5), false);
    fences = FenceIndex.of(List.of(fence("depot", rules)));
    fix(0, 1000, 0);
    fix(10, 100, 0);
    for (int second = 240; second <= 800; second += 20) {
      fix(second, 900, 0);
    }
    assertThat(tracker.due(state)).as("the loss").hasValue(START.plusSeconds(800 + 86_400));
    fix(900, 900, 0);
    assertThat(told).extracting(Crossing::kind).containsExactly(Kind.ENTER, Kind.EXIT);
    assertThat(told.getLast().from()).isBefore(START.plusSeconds(300));

    fix(910, 100, 0);
    fix(1100, 900, 0);
    fix(1300, 100, 0);
    until(1300);
    assertThat(told).extracting(Crossing::kind).endsWith(Kind.ENTER, Kind.DWELL);
  }

  @Test
  void editTellsWhatWasDueUntilTheLastFixAndLeavesTheRest() {
    fences = FenceIndex.of(List.of(fence("depot", DWELL)));
    fix(0, 1000, 0);
    fix(10, 100, 0);
    edited(fence("depot", DWELL), null, 400);
    assertThat(told)
        .as("positions may wait")
        .extracting(Crossing::kind)
        .containsExactly(Kind.ENTER, Kind.EXIT);

    edited(fence("yard", DWELL), fence("yard", FenceRules.STANDARD), 401);
    Crossing enter = told.getLast();
    assertThat(enter.cause()).isEqualTo(Cause.FENCE_EDITED);
    assertThat(enter.from()).as("where it was then").isEqualTo(START.plusSeconds(10));
    assertThat(enter.confirmed()).isEqualTo(START.plusSeconds(401));

    told.clear();
    state = ObjectState.of("van");
    fix(0, 1000, 0);
    fix(1000, 100, 0);
    edited(fence("depot", DWELL), null, 1001);
    assertThat(told)
        .as("inside since 556 s")
        .extracting(Crossing::kind)
        .containsExactly(Kind.ENTER, Kind.DWELL, Kind.EXIT);
  }

  @Test
  void positionThatWaitedWhileTheFenceWasSavedComesFirst() {
    fences = FenceIndex.of(List.of(fence("depot", DWELL)));
    fix(0, 1000, 0);
    fix(10, 100, 0);
    var saved = new Fence("depot", 2, CircleOutline.of(new LonLat(0, 0), 500), DWELL);
    fences = fences.with(saved);
    ObjectState before = state;
    edited(fence("depot", DWELL), saved, 610);
    fix(180, 1000, 0);
    assertThat(told).extracting(Crossing::kind).containsExactly(Kind.ENTER, Kind.EXIT);
    assertThat(told.getLast().from()).isBefore(START.plusSeconds(180));

    told.clear();
    state = before;
    edited(fence("depot", DWELL), saved, 610);
    until(610);
    assertThat(told).as("if none waited").extracting(Crossing::kind).containsExactly(Kind.DWELL);
    assertThat(told.getLast().from()).isBefore(START.plusSeconds(310));
  }

  @Test
  void editsFindNoLostObjectInside() {
    var rules = new ObjectRules(100, Duration.ofMinutes(5), Duration.ofMinutes(10), true, NONE);
    tracker = new Tracker(rules);
    fix(0, 1000, 0);
    fix(10, 100, 0);
    until(700);
    assertThat(told).extracting(Crossing::kind).containsExactly(Kind.ENTER, Kind.LOST, Kind.EXIT);
    told.clear();
    edited(fence("depot", FenceRules.STANDARD), fence("depot", DWELL), 800);
    edited(null, fence("yard", DWELL), 801);
    assertThat(told).isEmpty();
    assertThat(state.stays()).isEmpty();
    assertThat(tracker.due(state)).isEmpty();
    fences = FenceIndex.of(List.of(fence("depot", DWELL), fence("yard", DWELL)));
    fix(3_000, 90, 0);
    assertThat(told).extracting(Crossing::kind).containsExactly(Kind.ENTER, Kind.ENTER);
  }

  @Test
  void editsEndVisitsOfLostObjects() {
    fix(0, 1000, 0);
    fix(10, 100, 0);
    fix(20, 100, 600);
    edited(null, fence("shed", DWELL), 21);
    assertThat(state.stays()).as("of the shed nothing is known").containsOnlyKeys("depot", "shed");
    until(90_000);
    told.clear();
    edited(null, fence("yard", DWELL), 90_001);
    edited(fence("shed", DWELL), fence("shed", FenceRules.STANDARD), 90_002);
    assertThat(told).isEmpty();
    assertThat(state.stays()).as("nor now").containsOnlyKeys("depot", "shed");
    edited(fence("depot", FenceRules.STANDARD), null, 90_003);
    assertThat(told).extracting(Crossing::cause).containsExactly(Cause.FENCE_REMOVED);
  }

  @Test
  void fixThatReplacesOneOfTheSameTimeTellsNoLevelAgain() {
    Set<Kind> kinds = EnumSet.of(Kind.INSIDE, Kind.OUTSIDE);
    var telling = new Telling(List.of(), kinds, null, null, NONE);
    var rules =
        new FenceRules(
            NONE, NONE, null, null, false, new Scope(List.of("van"), null, null), telling, null);
    fences = FenceIndex.of(List.of(fence("depot", rules)));
    fix(0, 100, 0);
    assertThat(again(0, 105)).isEqualTo(Verdict.ACCEPTED);
    fix(1, 110, 0);
    fix(20, 1000, 0);
    assertThat(again(20, 1005)).isEqualTo(Verdict.ACCEPTED);
    assertThat(told)
        .extracting(Crossing::kind)
        .containsExactly(Kind.INSIDE, Kind.INSIDE, Kind.OUTSIDE);
  }

  @Test
  void editsSayNothingOfWhereALostObjectWas() {
    Duration hour = Duration.ofHours(1);
    tracker = new Tracker(new ObjectRules(100, Duration.ofMinutes(5), hour, true, NONE));
    Fence depot = fence("depot", FenceRules.STANDARD);
    fix(0, 1000, 0);
    fix(10, 100, 0);
    until(4_000);
    assertThat(told).extracting(Crossing::kind).containsExactly(Kind.ENTER, Kind.LOST, Kind.EXIT);

    edited(null, depot, 4_001); // as another worker hears of it
    edited(depot, fence("depot", new FenceRules(NONE, NONE, null, hour, false)), 4_002);
    assertThat(told).hasSize(3);
    assertThat(state.stays()).isEmpty();
    fix(5_000, 90, 0);
    assertThat(told).extracting(Crossing::kind).endsWith(Kind.EXIT, Kind.ENTER);
  }

  @Test
  void lateFixesOfOneVisitTellOnce() {
    fix(0, -3_000, 0);
    fix(1_000, 40_000, 0);
    for (int second = 700; second >= 100; second--) {
      fix(second, 10, 0);
    }
    assertThat(told).extracting(Crossing::kind).containsExactly(Kind.ENTER, Kind.EXIT);
    assertThat(told).allMatch(Crossing::late);
    assertThat(state.visited(START.plusSeconds(350))).containsExactly("depot");
    fix(401, 5, 0);
    fix(50, 3, 0);
    assertThat(told).as("of the same visit").hasSize(2);
    assertThat(state.history()).hasSize(1);
  }

  @Test
  void fixOfTheSameTimeFarAwayIsAGlitch() {
    fix(0, 100, 0);
    assertThat(again(0, 900_000)).isEqualTo(Verdict.SUSPECT);
    fix(1, 110, 0);
    assertThat(told).as("a true fix after it counts").isEmpty();
    assertThat(again(1, 115)).isEqualTo(Verdict.ACCEPTED);
  }

  /// So many fences that a fix of great accuracy could not look at them all in time.
  @Test
  void vagueFixesDecideOfFewAndTakeNoLonger() {
    List<Fence> many = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      LonLat at = new LonLat(i % 200 * 0.001, Math.floorDiv(i, 200) * 0.001);
      many.add(new Fence("f" + i, 1, CircleOutline.of(at, 40), FenceRules.STANDARD));
    }
    many.add(new Fence("land", 1, CircleOutline.of(new LonLat(0, 0), 3e6), FenceRules.STANDARD));
    fences = FenceIndex.of(many);
    long began = System.nanoTime();
    for (int second = 0; second < 200; second++) {
      fix(second, 0, second % 2 == 0 ? 2e7 : 1e5);
    }
    long took = System.nanoTime() - began;
    LOG.info("200 vague fixes among 40,000 fences: {} ms", took / 1_000_000);
    assertThat(took).isLessThan(Duration.ofSeconds(20).toNanos());
    assertThat(state.vague()).isTrue();
    assertThat(StateJson.write(state).length()).isLessThan(1_000);
    assertThat(state.stays().keySet()).as("3,000 km round it").containsExactly("land");
    assertThat(StateJson.read(StateJson.write(state), fences)).isEqualTo(state);

    fix(201, 0, 10);
    assertThat(state.vague()).isFalse();
    assertThat(state.stays()).containsOnlyKeys("f0", "land");
    assertThat(told).as("the first fix to most fences").isEmpty();
    fix(300, 5_000, 2e7);
    assertThat(state.stays()).containsOnlyKeys("f0", "land");
    fix(400, 65, 0);
    assertThat(told).extracting(Crossing::kind).containsExactly(Kind.EXIT);
  }

  private void fix(int second, double metres, double accuracy) {
    Instant time = START.plusSeconds(second);
    var fix = new Fix(time, new LonLat(metres / DEGREE, 0.00001), accuracy, 0);
    take(tracker.fix(state, fix, fences, time));
  }

  /// What becomes of another one of the same time, with a greater number.
  private Verdict again(int second, double metres) {
    Instant time = START.plusSeconds(second);
    var fix = new Fix(time, new LonLat(metres / DEGREE, 0.00001), 0, 1);
    Step step = tracker.fix(state, fix, fences, time);
    take(step);
    return step.verdict();
  }

  private void until(int second) {
    take(tracker.until(state, START.plusSeconds(second)));
  }

  private void edited(@Nullable Fence before, @Nullable Fence after, int second) {
    take(tracker.edited(state, before, after, START.plusSeconds(second)));
  }

  private void take(Step step) {
    told.addAll(step.crossings());
    state = step.state();
  }

  private static Fence fence(String id, FenceRules rules) {
    return new Fence(id, 1, CircleOutline.of(new LonLat(0, 0), 500), rules);
  }
}
