package dev.meridian.testing;

import static dev.meridian.testing.TrackSamples.START;
import static dev.meridian.testing.TrackSamples.due;
import static dev.meridian.testing.TrackSamples.enter;
import static dev.meridian.testing.TrackSamples.position;
import static dev.meridian.testing.TrackSamples.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.ObjectStore.Bounds;
import dev.meridian.track.ObjectStore.Kept;
import dev.meridian.track.ObjectStore.Outcome;
import dev.meridian.track.ObjectStore.Outcome.Done;
import dev.meridian.track.ObjectStore.Outcome.Refused;
import dev.meridian.track.ObjectStore.Step;
import dev.meridian.track.Position;
import dev.meridian.track.Tracking;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every [ObjectStore] does. Each test begins with an empty one.
public abstract class ObjectStoreContract {
  private static final Box WORLD = new Box(-180, -90, 180, 90);
  private static final Bounds BOUNDS = Bounds.STANDARD;

  /// The stores under test: the same ones all through a test, empty at its start.
  protected abstract Tracking tracking();

  private ObjectStore objects() {
    return tracking().objects();
  }

  private List<Outcome> commit(String region, Step... steps) {
    return objects().commit(region, List.of(steps), BOUNDS);
  }

  private void place(String object, double lon, double lat) {
    assertThat(commit("fra", step(position(object, 0, lon, lat), 0))).containsExactly(new Done(1));
  }

  private List<String> within(Box box) {
    return objects().within(box, null, 100).stream().map(Kept::id).toList();
  }

  private List<String> crossings(String region) {
    return tracking()
        .crossings()
        .read(Map.of(region, "0-0"), 1_000, Duration.ZERO)
        .entries()
        .stream()
        .map(entry -> entry.crossing().id())
        .toList();
  }

  private static Step enters(String region, String object, long expected, String fence) {
    return step(
        position(object, (int) expected + 1),
        expected,
        Set.of(fence),
        Set.of(),
        List.of(enter(region, object, fence, 1)));
  }

  @Test
  final void stepIsKeptWithAllThatFollows() {
    Step step = enters("fra", "van-ü", 0, "depot");
    assertThat(commit("fra", step)).containsExactly(new Done(1));
    Kept kept = new Kept("van-ü", 1, "fra", step.last(), step.state());
    assertThat(objects().load(List.of("van-ü", "nobody"))).isEqualTo(Map.of("van-ü", kept));
    assertThat(objects().load(List.of())).isEmpty();
    assertThat(objects().count()).isEqualTo(1);
    assertThat(objects().inside("depot", null, 10)).containsExactly("van-ü");
    assertThat(objects().due("fra", START.plusSeconds(61), 10)).containsExactly("van-ü");
    assertThat(objects().within(WORLD, null, 10)).containsExactly(kept);
    assertThat(objects().track("van-ü", START, 10)).containsExactly(step.last());
    assertThat(crossings("fra")).containsExactly("van-ü/depot/enter/1");
  }

  @Test
  final void refusedStepChangesNothing() {
    Step first = step(position("a", 1), 0);
    commit("fra", first);
    Kept kept = new Kept("a", 1, "fra", first.last(), first.state());
    for (long expected : List.of(0L, 2L, 17L)) {
      assertThat(commit("gru", enters("gru", "a", expected, "depot")))
          .containsExactly(new Refused(Optional.of(kept)));
    }
    assertThat(commit("gru", enters("gru", "b", 3, "depot")))
        .containsExactly(new Refused(Optional.empty()));
    assertThat(objects().load(List.of("a", "b"))).isEqualTo(Map.of("a", kept));
    assertThat(objects().inside("depot", null, 10)).isEmpty();
    assertThat(objects().due("gru", Instant.MAX, 10)).isEmpty();
    assertThat(objects().track("a", START, 10)).containsExactly(first.last());
    assertThat(crossings("gru")).isEmpty();
    assertThat(tracking().crossings().end(Set.of("gru"))).containsValue(CrossingLog.BEGIN);
  }

  @Test
  final void stepsOfOneCommitCountEachByItself() {
    commit("fra", step(position("b", 1), 0));
    List<Outcome> outcomes =
        commit(
            "fra",
            enters("fra", "a", 0, "x"),
            enters("fra", "b", 0, "x"),
            enters("fra", "c", 0, "x"));
    assertThat(outcomes).hasSize(3);
    assertThat(outcomes.get(0)).isEqualTo(new Done(1));
    assertThat(outcomes.get(1)).isInstanceOf(Refused.class);
    assertThat(outcomes.get(2)).isEqualTo(new Done(1));
    assertThat(objects().inside("x", null, 10)).containsExactly("a", "c");
    assertThat(crossings("fra")).containsExactly("a/x/enter/1", "c/x/enter/1");
    assertThat(commit("fra")).isEmpty();
  }

  @Test
  final void sameObjectTwiceInOneCommitIsOneStep() {
    List<Outcome> outcomes = commit("fra", enters("fra", "a", 0, "x"), enters("fra", "a", 0, "x"));
    assertThat(outcomes.getFirst()).isEqualTo(new Done(1));
    assertThat(outcomes.getLast()).isInstanceOf(Refused.class);
    assertThat(crossings("fra")).containsExactly("a/x/enter/1");
  }

  @Test
  final void commitOfTheMostStepsIsMade() {
    List<Step> steps =
        IntStream.range(0, 1_000).mapToObj(i -> enters("fra", "o" + i, 0, "x")).toList();
    assertThat(objects().commit("fra", steps, BOUNDS)).containsOnly(new Done(1)).hasSize(1_000);
    assertThat(objects().inside("x", null, 2_000)).hasSize(1_000);
    assertThat(crossings("fra")).hasSize(1_000);
    List<Step> more = new ArrayList<>(steps);
    more.add(enters("fra", "one", 0, "x"));
    assertThatThrownBy(() -> objects().commit("fra", more, BOUNDS))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("steps: 1001 (expected: at most 1000)");
    assertThat(objects().count()).isEqualTo(1_000);
  }

  @Test
  final void longTrackOfOneStepIsCut() {
    List<Position> all = IntStream.range(0, 9_000).mapToObj(i -> position("a", i)).toList();
    Step step = new Step("a", 0, "{}", all.getLast(), null, all, Set.of(), Set.of(), List.of());
    var bounds = new Bounds(20, Duration.ofHours(1), 10);
    assertThat(objects().commit("fra", List.of(step), bounds)).containsExactly(new Done(1));
    assertThat(objects().track("a", START, 100)).isEqualTo(all.subList(8_980, 9_000));
  }

  @Test
  final void oneOfManyRacersMakesAStep() {
    commit("fra", step(position("a", 0), 0));
    var winners = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        threads.execute(() -> {
          List<Outcome> outcomes = commit("fra", enters("fra", "a", 1, "x"));
          winners.addAndGet(outcomes.contains(new Done(2)) ? 1 : 0);
        });
      }
    }
    assertThat(winners).hasValue(1);
    assertThat(crossings("fra")).hasSize(1);
  }

  @Test
  final void objectThatGoesToAnotherRegionLeavesTheOldOne() {
    commit("fra", step(position("a", 0), 0));
    commit("gru", step(position("a", 1), 1));
    assertThat(objects().due("fra", START.plusSeconds(999), 10)).isEmpty();
    assertThat(objects().due("gru", START.plusSeconds(999), 10)).containsExactly("a");
    assertThat(objects().load(List.of("a")).values())
        .extracting(Kept::region, Kept::version)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("gru", 2L));
  }

  @Test
  final void longestDueComesFirst() {
    Step never =
        new Step(
            "never", 0, "{}", position("never", 0), null, List.of(), Set.of(), Set.of(), List.of());
    commit(
        "fra",
        due(step(position("a", 0), 0), START.plusSeconds(30)),
        due(step(position("b", 0), 0), START.plusSeconds(10)),
        due(step(position("c", 0), 0), START.plusMillis(20_001)),
        never);
    assertThat(objects().due("fra", START.plusSeconds(9), 10)).isEmpty();
    assertThat(objects().due("fra", START.plusSeconds(10), 10)).containsExactly("b");
    assertThat(objects().due("fra", START.plusSeconds(20), 10)).containsExactly("b");
    assertThat(objects().due("fra", START.plusSeconds(99), 10)).containsExactly("b", "c", "a");
    assertThat(objects().due("fra", START.plusSeconds(99), 2)).containsExactly("b", "c");
    assertThat(objects().due("fra", START.plusSeconds(99), 1, 9)).containsExactly("c", "a");
    assertThat(objects().due("fra", START.plusSeconds(99), 1, 1)).containsExactly("c");
    assertThat(objects().due("fra", START.plusSeconds(99), 3, 9)).isEmpty();
    assertThat(objects().due("gru", START.plusSeconds(99), 10)).isEmpty();
    commit("fra", due(step(position("b", 1), 1), START.plusSeconds(50)));
    assertThat(objects().due("fra", START.plusSeconds(99), 10)).containsExactly("c", "a", "b");
  }

  @Test
  final void fenceHasTheObjectsThatEnteredAndDidNotLeave() {
    for (String object : List.of("c", "a", "b")) {
      commit("fra", enters("fra", object, 0, "x"));
    }
    commit("fra", step(position("b", 9), 1, Set.of("y", "z"), Set.of("x"), List.of()));
    assertThat(objects().inside("x", null, 10)).containsExactly("a", "c");
    assertThat(objects().inside("x", null, 1)).containsExactly("a");
    assertThat(objects().inside("x", "a", 10)).containsExactly("c");
    assertThat(objects().inside("y", null, 10)).containsExactly("b");
    assertThat(objects().inside("other", null, 10)).isEmpty();
    assertThat(objects().fences("a")).containsExactly("x");
    assertThat(objects().fences("b")).containsExactly("y", "z");
    assertThat(objects().fences("d")).isEmpty();
  }

  @Test
  final void objectsOfTheRegionStayDueWhateverIsDropped() {
    commit("fra", enters("fra", "a", 0, "x"));
    commit("gru", enters("gru", "b", 0, "x"));
    objects().dropDue("fra", List.of("a", "b", "c"));
    assertThat(objects().due("fra", START.plusSeconds(999), 10)).containsExactly("a");
    assertThat(objects().due("gru", START.plusSeconds(999), 10)).containsExactly("b");
  }

  @Test
  final void forgottenObjectLeavesNothingBehind() {
    commit("fra", enters("fra", "a", 0, "x"));
    commit("fra", enters("fra", "a", 1, "y"));
    commit("fra", enters("fra", "b", 0, "x"));
    assertThat(objects().forget("a", 1)).isFalse();
    assertThat(objects().forget("a", 2)).isTrue();
    assertThat(objects().forget("a", 2)).isFalse();
    assertThat(objects().load(List.of("a"))).isEmpty();
    assertThat(objects().fences("a")).isEmpty();
    assertThat(objects().count()).isEqualTo(1);
    assertThat(objects().inside("x", null, 10)).containsExactly("b");
    assertThat(objects().inside("y", null, 10)).isEmpty();
    assertThat(objects().due("fra", START.plusSeconds(999), 10)).containsExactly("b");
    assertThat(within(WORLD)).containsExactly("b");
    assertThat(objects().track("a", START, 10)).isEmpty();
    assertThat(commit("fra", step(position("a", 1), 0)))
        .as("no version of the life before")
        .containsExactly(new Done(3));
    assertThat(objects().load(List.of("a")).values()).extracting(Kept::version).containsExactly(3L);
    assertThat(commit("fra", step(position("a", 2), 3))).containsExactly(new Done(4));
  }

  @Test
  final void trackIsBoundedAndOldestFirst() {
    var bounds = new Bounds(5, Duration.ofHours(1), 10);
    List<Position> all = IntStream.range(0, 9).mapToObj(i -> position("a", i)).toList();
    Step first =
        new Step("a", 0, "{}", all.get(1), null, all.subList(0, 2), Set.of(), Set.of(), List.of());
    objects().commit("fra", List.of(first), bounds);
    for (int i = 2; i < 9; i++) {
      // Position 5 comes late.
      int which = i == 5 ? 6 : i == 6 ? 5 : i;
      objects().commit("fra", List.of(step(all.get(which), i - 1)), bounds);
    }
    assertThat(objects().track("a", Instant.EPOCH, 10)).isEqualTo(all.subList(4, 9));
    assertThat(objects().track("a", START.plusSeconds(7), 10)).isEqualTo(all.subList(7, 9));
    assertThat(objects().track("a", START, 2)).isEqualTo(all.subList(7, 9));
    assertThat(objects().track("nobody", START, 2)).isEmpty();
  }

  @Test
  final void noTrackIsKeptIfSoConfigured() {
    var none = new Bounds(0, Duration.ofHours(1), 10);
    objects().commit("fra", List.of(step(position("a", 1), 0)), none);
    assertThat(objects().track("a", Instant.EPOCH, 10)).isEmpty();
    assertThat(within(WORLD)).containsExactly("a");
  }

  @Test
  final void trackIsKeptForItsTime() {
    var shortly = new Bounds(10, Duration.ofMillis(300), 10);
    objects().commit("fra", List.of(step(position("a", 1), 0)), shortly);
    Await.until("the track goes", () -> objects().track("a", Instant.EPOCH, 10).isEmpty());
    objects().commit("fra", List.of(step(position("a", 2), 1)), BOUNDS);
    assertThat(objects().track("a", Instant.EPOCH, 10)).containsExactly(position("a", 2));
  }

  @Test
  final void boxFindsTheObjectsInIt() {
    place("frankfurt", 8.68, 50.11);
    place("fiji-east", 179.9, -17);
    place("fiji-west", -179.9, -17);
    place("seam", 180, -17);
    place("north-pole", 12, 90);
    place("svalbard", 15, 88);
    place("south-pole", 0, -90);
    assertThat(within(WORLD)).hasSize(7);
    assertThat(within(new Box(8, 50, 9, 51))).containsExactly("frankfurt");
    assertThat(within(new Box(8.68, 50.11, 8.68, 50.11))).containsExactly("frankfurt");
    assertThat(within(new Box(179, -20, -179, -10)))
        .containsExactly("fiji-east", "fiji-west", "seam");
    assertThat(within(new Box(179, -20, 180, -10))).containsExactly("fiji-east", "seam");
    assertThat(within(new Box(-180, -20, -179, -10))).containsExactly("fiji-west", "seam");
    assertThat(within(new Box(-20, 86, -10, 90))).containsExactly("north-pole");
    assertThat(within(new Box(10, 86, 20, 90))).containsExactly("north-pole", "svalbard");
    assertThat(within(new Box(100, -90, 101, -89))).containsExactly("south-pole");
    commit("fra", step(position("frankfurt", 1, -46.6, -23.5), 1));
    assertThat(within(new Box(8, 50, 9, 51))).isEmpty();
    assertThat(within(new Box(-47, -24, -46, -23))).containsExactly("frankfurt");
  }

  @Test
  final void boxesFindWhatATestOfEachObjectFinds() {
    long seed = System.nanoTime();
    System.out.println("seed of random boxes: " + seed);
    var random = new Random(seed);
    List<Position> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      double spread = i % 2 == 0 ? 1 : 0.01;
      all.add(
          position(
              "o%03d".formatted(i),
              0,
              (random.nextDouble() * 360 - 180) * spread,
              (random.nextDouble() * 180 - 90) * spread));
    }
    commit("fra", all.stream().map(at -> step(at, 0)).toArray(Step[]::new));
    for (int i = 0; i < 60; i++) {
      double size = Math.pow(10, -random.nextInt(4));
      LonLat a = all.get(random.nextInt(500)).at();
      double south = Math.max(-90, a.lat() - size * 45 * random.nextDouble());
      double north = Math.min(90, a.lat() + size * 45 * random.nextDouble());
      double west = wrapped(a.lon() - size * 120 * random.nextDouble());
      double east = wrapped(a.lon() + size * 120 * random.nextDouble());
      Box box = new Box(west, south, east, north);
      assertThat(objects().within(box, null, 1_000).stream().map(Kept::id))
          .as(box.toString())
          .containsExactlyElementsOf(
              all.stream().filter(at -> box.contains(at.at())).map(Position::object).toList());
    }
  }

  private static double wrapped(double lon) {
    return lon < -180 ? lon + 360 : lon > 180 ? lon - 360 : lon;
  }

  @Test
  final void objectsOfABoxAreListedPageByPage() {
    for (int i = 0; i < 25; i++) {
      place("o%02d".formatted(i), i % 5 == 0 ? 100 : 8.6, 50.1);
    }
    Box box = new Box(8, 50, 9, 51);
    List<String> read = new ArrayList<>();
    @Nullable String after = null;
    List<Kept> page = objects().within(box, after, 7);
    while (!page.isEmpty()) {
      assertThat(page).hasSizeLessThanOrEqualTo(7);
      page.forEach(kept -> read.add(kept.id()));
      after = page.getLast().id();
      page = objects().within(box, after, 7);
    }
    assertThat(read).hasSize(20).isSortedAccordingTo(Comparator.naturalOrder());
  }

  @Test
  final void oneOwnsARegionAtATime() {
    Duration shortly = Duration.ofMillis(300);
    Duration longer = Duration.ofMinutes(1);
    assertThat(objects().own("fra", "a", longer)).isTrue();
    assertThat(objects().own("gru", "b", longer)).isTrue();
    assertThat(objects().own("fra", "b", longer)).isFalse();
    assertThat(objects().own("fra", "a", shortly)).as("a renewal").isTrue();
    Await.until("its time is over", () -> objects().own("fra", "b", longer));
    assertThat(objects().own("fra", "a", shortly)).isFalse();
  }
}
