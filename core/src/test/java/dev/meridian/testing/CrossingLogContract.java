package dev.meridian.testing;

import static dev.meridian.testing.TrackSamples.enter;
import static dev.meridian.testing.TrackSamples.position;
import static dev.meridian.testing.TrackSamples.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.track.Crossed;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.CrossingLog.Entry;
import dev.meridian.track.CrossingLog.Page;
import dev.meridian.track.CrossingLog.Sharing;
import dev.meridian.track.CrossingLog.Taken;
import dev.meridian.track.ObjectStore.Bounds;
import dev.meridian.track.Place;
import dev.meridian.track.Tracking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [CrossingLog] does. Each test begins with an empty one.
public abstract class CrossingLogContract {
  private static final Duration NO = Duration.ZERO;
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration AT_ONCE = Duration.ofSeconds(2);
  private static final Set<String> FRA = Set.of("fra");

  private int steps;

  /// The stores under test: the same ones all through a test, empty at its start.
  protected abstract Tracking tracking();

  private CrossingLog log() {
    return tracking().crossings();
  }

  private List<Crossed> write(String region, int count) {
    return write(region, count, Bounds.STANDARD);
  }

  private List<Crossed> write(String region, int count, Bounds bounds) {
    String object = "o" + steps++;
    List<Crossed> crossings =
        IntStream.range(0, count).mapToObj(i -> enter(region, object, "f", i)).toList();
    tracking()
        .objects()
        .commit(
            region, List.of(step(position(object, 1), 0, Set.of(), Set.of(), crossings)), bounds);
    return crossings;
  }

  private static List<Crossed> crossings(List<Entry> entries) {
    return entries.stream().map(Entry::crossing).toList();
  }

  private static List<String> places(Collection<Entry> entries) {
    return entries.stream().map(Entry::place).toList();
  }

  private List<Entry> take(Sharing sharing, Set<String> regions, int limit, Duration wait) {
    Taken taken = log().take(sharing, regions, limit, wait);
    assertThat(taken.missed()).isEmpty();
    return taken.entries();
  }

  private static Sharing sharing(String one, Duration again) {
    return new Sharing("actions", one, again);
  }

  @Test
  final void crossingsAreReadInOrderAsTheyWere() {
    List<Crossed> expected = new ArrayList<>(write("fra", 3));
    expected.addAll(write("fra", 2));
    write("gru", 1);
    Page page = log().read(Map.of("fra", CrossingLog.BEGIN), 100, NO);
    assertThat(page.last()).isEqualTo(log().end(FRA));
    List<Entry> read = page.entries();
    assertThat(crossings(read)).isEqualTo(expected);
    assertThat(read.stream().map(entry -> Place.of(entry.place())).toList())
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(read.getLast().place()).isEqualTo(log().end(FRA).get("fra"));
  }

  @Test
  final void readingGoesOnAfterAPlace() {
    List<Crossed> expected = write("fra", 7);
    List<Crossed> read = new ArrayList<>();
    String place = CrossingLog.BEGIN;
    Page page = log().read(Map.of("fra", place), 3, NO);
    while (!page.isEmpty()) {
      assertThat(page.entries()).hasSizeBetween(1, 3);
      read.addAll(crossings(page.entries()));
      place = page.entries().getLast().place();
      assertThat(page.last()).isEqualTo(Map.of("fra", place));
      page = log().read(Map.of("fra", place), 3, NO);
    }
    assertThat(read).isEqualTo(expected);
  }

  @Test
  final void regionsHaveLogsOfTheirOwn() {
    assertThat(log().end(Set.of("fra", "gru")))
        .isEqualTo(Map.of("fra", CrossingLog.BEGIN, "gru", CrossingLog.BEGIN));
    List<Crossed> expected = new ArrayList<>(write("fra", 2));
    String end = log().end(FRA).getOrDefault("fra", "none");
    expected.addAll(write("gru", 2));
    assertThat(log().end(Set.of("fra", "gru"))).containsEntry("fra", end);
    assertThat(crossings(log().read(Map.of("fra", "0-0", "gru", "0-0"), 10, NO).entries()))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(crossings(log().read(Map.of("fra", end, "gru", "0-0"), 10, NO).entries()))
        .isEqualTo(expected.subList(2, 4));
    assertThat(log().read(Map.of(), 10, NO).isEmpty()).isTrue();
  }

  /// Who is not woken looks again after 3 s only; a busy machine may take as long now and then.
  @Test
  final void readerIsWokenByACrossing() throws Exception {
    write("fra", 1);
    List<Duration> waits = new ArrayList<>();
    while (waits.size() < 5 && waits.stream().noneMatch(wait -> wait.compareTo(AT_ONCE) < 0)) {
      waits.add(wakeUp());
    }
    assertThat(waits).anyMatch(wait -> wait.compareTo(AT_ONCE) < 0);
  }

  private Duration wakeUp() throws Exception {
    Map<String, String> end = log().end(FRA);
    assertThat(log().read(end, 10, Duration.ofMillis(20)).isEmpty()).isTrue();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Entry>> reader =
          threads.submit(reading(() -> log().read(end, 10, LONG).entries()));
      Await.holds("it waits", Duration.ofMillis(50), () -> !reader.isDone());
      long written = System.nanoTime();
      List<Crossed> expected = write("fra", 1);
      assertThat(crossings(reader.get())).isEqualTo(expected);
      return Duration.ofNanos(System.nanoTime() - written);
    }
  }

  private static Callable<List<Entry>> reading(Callable<List<Entry>> read) {
    return read;
  }

  @Test
  final void nobodyIsDisturbedByAStepWithoutCrossings() {
    write("fra", 0);
    assertThat(log().end(FRA)).containsEntry("fra", CrossingLog.BEGIN);
    assertThat(log().hasGap("fra", CrossingLog.BEGIN)).isFalse();
  }

  @Test
  final void oldestGoAndTheGapIsKnown() {
    var bounds = new Bounds(0, Duration.ofHours(1), 100);
    write("fra", 100, bounds);
    String early = log().read(Map.of("fra", "0-0"), 10, NO).entries().getLast().place();
    assertThat(log().hasGap("fra", "0-0")).isFalse();
    assertThat(log().hasGap("fra", early)).isFalse();
    write("fra", 900, bounds);
    List<Entry> left = log().read(Map.of("fra", "0-0"), 1_000, NO).entries();
    assertThat(left).hasSizeBetween(100, 300);
    assertThat(log().hasGap("fra", "0-0")).isTrue();
    assertThat(log().hasGap("fra", early)).isTrue();
    assertThat(log().hasGap("fra", left.getFirst().place())).isFalse();
    assertThat(log().hasGap("fra", left.getLast().place())).isFalse();
  }

  @Test
  final void placeOfAnotherLifeIsAGap() {
    assertThat(log().hasGap("fra", "1700000000000-3")).isTrue();
    assertThat(log().hasGap("fra", CrossingLog.BEGIN)).isFalse();
    write("fra", 1);
    assertThat(log().hasGap("fra", "1700000000000-3")).isTrue();
    assertThat(log().hasGap("fra", CrossingLog.BEGIN)).isFalse();
    assertThat(log().hasGap("fra", "99999999999999-0")).isTrue();
  }

  @Test
  final void sharersBeginAtTheEndAndTakeEachCrossingOnce() {
    write("fra", 2);
    assertThat(take(sharing("a", LONG), FRA, 10, NO)).isEmpty();
    List<Crossed> expected = write("fra", 5);
    List<Entry> first = take(sharing("a", LONG), FRA, 3, NO);
    List<Entry> second = take(sharing("b", LONG), FRA, 3, NO);
    assertThat(crossings(first)).isEqualTo(expected.subList(0, 3));
    assertThat(crossings(second)).isEqualTo(expected.subList(3, 5));
    assertThat(take(sharing("a", LONG), FRA, 10, NO)).isEmpty();
  }

  @Test
  final void sharersAreGivenTheFirstCrossingsOfANewRegion() {
    assertThat(take(sharing("a", LONG), FRA, 10, NO)).isEmpty();
    List<Crossed> expected = write("gru", 3);
    Set<String> both = Set.of("fra", "gru");
    assertThat(crossings(take(sharing("a", LONG), both, 2, NO))).isEqualTo(expected.subList(0, 2));
    assertThat(crossings(take(sharing("b", LONG), both, 9, NO))).isEqualTo(expected.subList(2, 3));
  }

  @Test
  final void whatIsNotDoneIsGivenAgain() {
    Duration shortly = Duration.ofMillis(100);
    assertThat(take(sharing("a", shortly), FRA, 10, NO)).isEmpty();
    List<Crossed> expected = write("fra", 4);
    List<Entry> taken = take(sharing("a", shortly), FRA, 10, NO);
    assertThat(crossings(taken)).isEqualTo(expected);
    log().done("actions", "fra", List.of(taken.get(0).place(), taken.get(2).place()));
    List<Entry> again = take(sharing("b", shortly), FRA, 10, LONG);
    assertThat(again).containsExactly(taken.get(1), taken.get(3));
    log().done("actions", "fra", places(again));
    log().done("actions", "fra", List.of());
    assertThat(take(sharing("b", shortly), FRA, 10, Duration.ofMillis(300))).isEmpty();
  }

  @Test
  final void sharersAreToldOnceWhatTheyMissed() {
    Duration shortly = Duration.ofMillis(1);
    write("fra", 3);
    assertThat(take(sharing("a", shortly), FRA, 10, NO)).isEmpty();
    write("fra", 8);
    assertThat(take(sharing("a", LONG), FRA, 3, NO)).hasSize(3);
    Bounds five = new Bounds(10, Duration.ofDays(1), 5);
    write("fra", 300, five);

    Taken taken = log().take(sharing("b", LONG), FRA, 400, NO);
    List<Entry> left = taken.entries();
    assertThat(left).hasSizeBetween(5, 200);
    log().done("actions", "fra", places(left));
    AtomicLong missed = new AtomicLong(taken.missed().getOrDefault("fra", 0L));
    Await.until(
        "those that were taken and not done are missed, too",
        () -> {
          Map<String, Long> more = log().take(sharing("b", shortly), FRA, 10, NO).missed();
          return missed.addAndGet(more.getOrDefault("fra", 0L)) == 8 + 300 - left.size();
        });
    write("fra", 2, five);
    assertThat(take(sharing("b", LONG), FRA, 10, NO)).hasSize(2);
  }

  @Test
  final void namesShareApart() {
    for (String name : List.of("actions", "audit")) {
      assertThat(take(new Sharing(name, "a", LONG), FRA, 10, NO)).isEmpty();
    }
    List<Crossed> expected = write("fra", 2);
    for (String name : List.of("actions", "audit")) {
      List<Entry> taken = take(new Sharing(name, "a", LONG), FRA, 10, NO);
      assertThat(crossings(taken)).isEqualTo(expected);
    }
  }

  @Test
  final void racersTakeEachCrossingOnce() {
    take(sharing("a", LONG), Set.of("fra", "gru"), 1, NO);
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      write(i % 2 == 0 ? "fra" : "gru", 5).forEach(crossed -> expected.add(crossed.id()));
    }
    List<Future<List<Entry>>> takers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        Sharing mine = sharing("one" + i, LONG);
        takers.add(threads.submit(reading(() -> takeAll(mine))));
      }
    }
    List<String> taken =
        takers.stream()
            .flatMap(taker -> taker.resultNow().stream())
            .map(entry -> entry.crossing().id())
            .toList();
    assertThat(taken).doesNotHaveDuplicates().hasSameElementsAs(expected);
  }

  private List<Entry> takeAll(Sharing mine) {
    List<Entry> all = new ArrayList<>();
    List<Entry> some = take(mine, Set.of("fra", "gru"), 3, NO);
    while (!some.isEmpty()) {
      all.addAll(some);
      some = take(mine, Set.of("fra", "gru"), 3, NO);
    }
    return all;
  }
}
