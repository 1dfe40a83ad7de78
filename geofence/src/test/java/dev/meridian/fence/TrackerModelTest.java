package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Kind;
import dev.meridian.fence.Tracker.Step;
import dev.meridian.fence.Tracker.Verdict;
import dev.meridian.fence.Windows.Window;
import dev.meridian.geo.LonLat;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.util.GeometryFixer;

/// Whatever an object does and whatever is done to its fences, [Tracker] says what the plain
/// reference says; and goes on from a state that was written down and read.
final class TrackerModelTest {
  private static final String OBJECT = "bus-4711";
  private static final int STEPS = 400;

  /// From the next one on, fences are in exclusive groups.
  private static final int PLAIN_SEEDS = 60;

  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

  private static final List<String> PATTERNS =
      List.of("*", "bus-*", "*4711", "b?s*7*1", "bus-4711", "bus-471", "*8", "?");
  private static final Set<String> SEEN = new HashSet<>();

  private SplittableRandom random = new SplittableRandom();
  private FenceIndex fences = FenceIndex.empty();
  private final Map<String, Optional<Fence>> unnoticed = new TreeMap<>();
  private ObjectState state = ObjectState.of(OBJECT);
  private Instant now = START;
  private boolean groups;
  private double lon;
  private double lat;

  @RepeatedTest(76)
  void trackerSaysWhatThePlainReferenceSays(RepetitionInfo repetition) {
    random = new SplittableRandom(repetition.getCurrentRepetition());
    groups = repetition.getCurrentRepetition() > PLAIN_SEEDS;
    Set<String> ids = new HashSet<>();
    var rules =
        new ObjectRules(
            random.nextBoolean() ? 60 : 1e6,
            Duration.ofSeconds(random.nextInt(1, 200)),
            Duration.ofSeconds(random.nextInt(60, 600)),
            random.nextBoolean(),
            Duration.ofSeconds(30));
    var tracker = new Tracker(rules);
    var plain = new PlainTracker(OBJECT, rules);
    lon = random.nextBoolean() ? 179.99 : 8.5;
    lat = random.nextInt(-60, 60);
    for (int i = 0; i < STEPS; i++) {
      Step step = step(tracker, plain, i);
      List<String> told = step.crossings().stream().map(TrackerModelTest::line).toList();
      String at = "seed " + repetition.getCurrentRepetition() + ", step " + i;
      assertThat(told).as(at).isEqualTo(plain.told());
      assertThat(insides(step.state())).as(at).isEqualTo(plain.insides());
      state = StateJson.read(StateJson.write(step.state()), fences);
      assertThat(state).as(at).isEqualTo(step.state());
      told.forEach(line -> SEEN.add(line.substring(0, line.indexOf(' '))));
      step.crossings().stream()
          .filter(crossing -> crossing.cause() == Cause.OVERLAP)
          .forEach(crossing -> SEEN.add("OVERLAP " + crossing.kind()));
      ids(step).forEach(id -> assertThat(ids.add(id)).as(at + ": " + id).isTrue());
      assertThat(groupsVisited(state)).as(at).doesNotHaveDuplicates();
    }
  }

  @AfterAll
  static void everythingHappened() {
    assertThat(SEEN)
        .containsExactlyInAnyOrder(
            "ENTER",
            "EXIT",
            "CROSS",
            "DWELL",
            "LOST",
            "late",
            "APPROACH",
            "INSIDE",
            "OUTSIDE",
            "OVERLAP ENTER",
            "OVERLAP EXIT");
  }

  private Step step(Tracker tracker, PlainTracker plain, int i) {
    int choice = i < 6 ? 0 : random.nextInt(groups ? 15 : 40);
    if (choice == 0) {
      return put(tracker, plain, fence(Integer.toString(random.nextInt(8)), i + 1));
    }
    if (choice == 1) {
      Fence before = fences.fence(Integer.toString(random.nextInt(8))).orElse(null);
      if (before != null) {
        unnoticed.remove(before.id());
        fences = fences.without(before.id());
        return edited(tracker, plain, before, null);
      }
    }
    if (choice == 3 && !unnoticed.isEmpty()) {
      return noticed(tracker, plain, unnoticed.keySet().iterator().next());
    }
    if (choice == 2) {
      now = now.plusSeconds(random.nextInt(400));
      plain.until(now);
      return tracker.until(state, now);
    }
    Fix fix = next();
    Step step = tracker.fix(state, fix, fences, now);
    assertThat(step.verdict()).isEqualTo(plain.fix(fix, now));
    return step;
  }

  /// Now and then fixes are judged by a fence before anybody looks at the last one again: where
  /// many objects are looked at, that takes a while.
  private Step put(Tracker tracker, PlainTracker plain, Fence fence) {
    Fence before = fences.fence(fence.id()).orElse(null);
    fences = random.nextInt(5) == 0 ? fences.with(fence).merged() : fences.with(fence);
    unnoticed.putIfAbsent(fence.id(), Optional.ofNullable(before));
    boolean isKnown = state.stays().containsKey(fence.id());
    if (isKnown || state.last() == null || random.nextInt(3) == 0) {
      return noticed(tracker, plain, fence.id());
    }
    plain.unnoticed(fence);
    return nothing(plain);
  }

  private Step noticed(Tracker tracker, PlainTracker plain, String id) {
    Fence fence = fences.fence(id).orElseThrow();
    Fence before = unnoticed.getOrDefault(id, Optional.empty()).orElse(null);
    unnoticed.remove(id);
    Stay stay = state.stays().get(id);
    boolean isKnown = stay != null && stay.fence().version() == fence.version();
    return isKnown
        ? nothing(plain)
        : edited(tracker, plain, stay == null ? before : stay.fence(), fence);
  }

  private Step nothing(PlainTracker plain) {
    plain.until(Instant.MIN);
    return new Step(state, List.of(), Verdict.ACCEPTED, 0);
  }

  /// What a client knows crossings by.
  private static List<String> ids(Step step) {
    List<String> ids = new ArrayList<>();
    for (Crossing crossing : step.crossings()) {
      Kind kind = crossing.kind();
      boolean ofVisit =
          !crossing.late() && (kind == Kind.ENTER || kind == Kind.EXIT || kind == Kind.DWELL);
      boolean ofWindow = crossing.cause().name().startsWith("WINDOW");
      Fence fence = crossing.fence();
      ids.add(
          String.join(
              "/",
              fence == null ? "" : fence.id(),
              crossing.late() + (ofWindow ? crossing.cause() : kind).name(),
              Long.toString(ofVisit ? crossing.visit() : crossing.from().toEpochMilli())));
    }
    return ids;
  }

  private static List<String> groupsVisited(ObjectState state) {
    return state.stays().values().stream()
        .filter(Stay::isInside)
        .map(stay -> Exclusive.group(stay.fence()))
        .filter(Objects::nonNull)
        .toList();
  }

  private Step edited(
      Tracker tracker, PlainTracker plain, @Nullable Fence before, @Nullable Fence after) {
    plain.fence(before, after, now);
    return tracker.edited(state, before, after, now);
  }

  /// Mostly a short way and some time on; now and then of the same time, late, from the future or
  /// far away.
  private Fix next() {
    int choice = random.nextInt(groups ? 60 : 30);
    double wide = choice == 0 ? 0.5 : groups ? 0.006 : 0.004;
    lon = normal(lon + random.nextDouble(-wide, wide));
    lat += random.nextDouble(-wide, wide);
    now = choice == 1 ? now : now.plusSeconds(random.nextInt(1, 60));
    Instant time =
        switch (choice) {
          case 2 -> now.minusSeconds(random.nextInt(1, 500));
          case 3 -> now.plusSeconds(random.nextInt(60));
          default -> now;
        };
    double accuracy = random.nextInt(3) == 0 ? 0 : random.nextInt(1, choice == 4 ? 2000 : 60);
    var at = choice == 5 ? new LonLat(0, 0) : new LonLat(lon, lat);
    Double altitude = random.nextInt(4) == 0 ? null : (Double) random.nextDouble(200);
    return new Fix(time, at, accuracy, random.nextInt(3), altitude);
  }

  private Fence fence(String id, int version) {
    double x = normal(lon + random.nextDouble(-0.01, 0.01));
    double y = lat + random.nextDouble(-0.01, 0.01);
    boolean round = random.nextBoolean() || Math.abs(x) > 179.95;
    Outline outline =
        round
            ? CircleOutline.of(new LonLat(x, y), radius())
            : PolygonMaker.of(
                GeometryFixer.fix(
                    Shapes.star(random, new Coordinate(x, y), groups ? 0.03 : 0.008, 1e-6)));
    Duration none = Duration.ZERO;
    var rules =
        new FenceRules(
            random.nextBoolean() ? none : Duration.ofSeconds(random.nextInt(120)),
            random.nextBoolean() ? none : Duration.ofSeconds(random.nextInt(120)),
            random.nextBoolean() ? null : (Double) random.nextDouble(100),
            random.nextBoolean() ? null : Duration.ofSeconds(random.nextInt(1, 300)),
            random.nextBoolean(),
            scope(),
            telling(),
            exclusive());
    return new Fence(id, version, outline, rules);
  }

  private double radius() {
    return groups
        ? random.nextInt(3) == 0 ? 700 : random.nextDouble(100, 3000)
        : random.nextDouble(50, 900);
  }

  private @Nullable Exclusive exclusive() {
    return groups && random.nextInt(5) > 0
        ? new Exclusive(random.nextInt(3) == 0 ? "a" : "b", random.nextInt(3) - 1)
        : null;
  }

  private Scope scope() {
    if (groups) {
      boolean all = random.nextInt(4) > 0;
      return new Scope(
          List.of(all ? "*" : PATTERNS.get(random.nextInt(PATTERNS.size()))), null, null);
    }
    Double floor = random.nextInt(3) == 0 ? (Double) random.nextDouble(60) : null;
    Double ceiling = random.nextInt(3) == 0 ? (Double) random.nextDouble(90, 200) : null;
    return new Scope(List.of(PATTERNS.get(random.nextInt(PATTERNS.size()))), floor, ceiling);
  }

  private Telling telling() {
    boolean approaches = random.nextBoolean();
    Set<Kind> kinds = EnumSet.allOf(Kind.class);
    kinds.removeIf(kind -> random.nextInt(3) == 0);
    if (!approaches) {
      kinds.remove(Kind.APPROACH);
    }
    Double distance = random.nextBoolean() ? (Double) random.nextDouble(1, 1500) : null;
    Duration eta =
        distance == null || random.nextBoolean() ? Duration.ofSeconds(random.nextInt(1, 90)) : null;
    return new Telling(
        List.of(),
        random.nextBoolean() ? null : kinds,
        random.nextBoolean() || (groups && random.nextBoolean()) ? null : windows(),
        approaches ? new Approach(distance, eta) : null,
        Duration.ofSeconds(random.nextInt(3) * 40L));
  }

  /// In hours and minutes near the time of the fixes, by clocks that never change.
  private Windows windows() {
    ZoneId zone = ZoneOffset.ofHoursMinutes(random.nextInt(12), 30);
    List<Window> windows = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      var from = now.atZone(zone).toLocalTime().truncatedTo(ChronoUnit.MINUTES);
      var opens = from.plusMinutes(random.nextInt(-20, 20));
      Set<DayOfWeek> days = EnumSet.allOf(DayOfWeek.class);
      days.remove(DayOfWeek.of(1 + random.nextInt(7)));
      windows.add(new Window(days, opens, opens.plusMinutes(random.nextInt(60))));
    }
    return new Windows(zone, windows);
  }

  private static double normal(double lon) {
    return lon - 360 * Math.rint(lon / 360);
  }

  private static List<String> insides(ObjectState state) {
    return state.stays().values().stream()
        .filter(Stay::isInside)
        .map(stay -> stay.fence().id() + " " + stay.visit())
        .toList();
  }

  private static String line(Crossing crossing) {
    Fence fence = crossing.fence();
    if (fence == null) {
      return crossing.kind() + " " + crossing.from();
    }
    return (crossing.late() ? "late " : "")
        + String.join(
            " ",
            crossing.kind().name(),
            fence.id(),
            Long.toString(crossing.visit()),
            crossing.cause().name(),
            crossing.from().toString(),
            crossing.confirmed().toString());
  }
}
