package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Kind;
import dev.meridian.fence.Tracker.Step;
import dev.meridian.fence.Windows.Window;
import dev.meridian.geo.LonLat;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WindowsTest {
  private static final Set<DayOfWeek> DAILY = EnumSet.allOf(DayOfWeek.class);
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void hoursAreThoseOfTheZoneOnBothSidesOfAChangeOfClocks() {
    var windows = new Windows(BERLIN, List.of(window(DAILY, "08:00", "18:00")));
    assertThat(windows.isOpen(Instant.parse("2026-10-24T06:00:00Z"))).isTrue();
    assertThat(windows.isOpen(Instant.parse("2026-10-26T06:59:59Z"))).isFalse();
    assertThat(windows.nextChange(Instant.parse("2026-10-24T16:00:00Z")))
        .isEqualTo(Instant.parse("2026-10-25T07:00:00Z"));
    assertThat(windows.nextChange(Instant.parse("2026-10-25T07:00:00Z")))
        .isEqualTo(Instant.parse("2026-10-25T17:00:00Z"));
  }

  @Test
  void endThatClocksSkipIsLater() {
    var windows = new Windows(BERLIN, List.of(window(DAILY, "02:30", "06:00")));
    assertThat(windows.nextChange(Instant.parse("2026-03-29T00:00:00Z")))
        .isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
  }

  @Test
  void nightBelongsToTheDayItBeginsOn() {
    var windows =
        new Windows(
            ZoneOffset.UTC, List.of(window(EnumSet.of(DayOfWeek.SATURDAY), "22:00", "06:00")));
    assertThat(windows.isOpen(Instant.parse("2026-11-21T21:59:59Z"))).isFalse();
    assertThat(windows.isOpen(Instant.parse("2026-11-22T05:59:59Z"))).isTrue();
    assertThat(windows.isOpen(Instant.parse("2026-11-22T23:00:00Z"))).isFalse();
    assertThat(windows.nextChange(Instant.parse("2026-11-22T06:00:00Z")))
        .isEqualTo(Instant.parse("2026-11-28T22:00:00Z"));
  }

  @Test
  void windowsThatAlwaysOpenNeverChange() {
    var windows =
        new Windows(
            BERLIN, List.of(window(DAILY, "00:00", "12:00"), window(DAILY, "12:00", "00:00")));
    assertThat(windows.nextChange(Instant.parse("2026-10-24T10:00:00Z"))).isNull();
    assertThat(windows.isOpen(Instant.parse("2026-10-25T01:30:00Z"))).isTrue();
  }

  /// An object that is inside all day is told of as the window opens and closes, until it is lost.
  @Test
  void openingsAroundASilentObjectAreDueAndTold() {
    Instant start = Instant.parse("2026-11-22T06:00:00Z");
    FenceIndex fences = FenceIndex.of(List.of(fence(null)));
    var tracker = new Tracker(ObjectRules.STANDARD);
    ObjectState state = tracker.fix(ObjectState.NEW, fix(start, 0), fences, start).state();
    assertThat(tracker.due(state)).hasValue(start.plus(Duration.ofHours(2)));
    assertThat(tracker.until(state, start.plus(Duration.ofMinutes(119))).crossings()).isEmpty();
    Step opened = tracker.until(state, start.plus(Duration.ofHours(2)));
    assertThat(opened.crossings())
        .singleElement()
        .satisfies(told -> {
          assertThat(told.kind()).isEqualTo(Kind.INSIDE);
          assertThat(told.cause()).isEqualTo(Cause.WINDOW_OPENED);
          assertThat(told.from()).isEqualTo(start.plus(Duration.ofHours(2)));
        });
    assertThat(tracker.due(opened.state())).hasValue(start.plus(Duration.ofHours(12)));
    Step all = tracker.until(state, start.plus(Duration.ofDays(30)));
    assertThat(all.crossings())
        .extracting(Crossing::kind)
        .containsExactly(Kind.INSIDE, Kind.OUTSIDE, Kind.LOST);
    assertThat(tracker.due(all.state())).isEmpty();
  }

  /// As a fix that is on its way may say that the object left before.
  @Test
  void openingBeforeAnEditIsLeftToTheNextLook() {
    Instant start = Instant.parse("2026-11-22T06:00:00Z");
    Instant edit = start.plus(Duration.ofHours(3));
    var tracker = new Tracker(ObjectRules.STANDARD);
    FenceIndex fences = FenceIndex.of(List.of(fence(null)));
    ObjectState state = tracker.fix(ObjectState.NEW, fix(start, 0), fences, start).state();
    Step same = tracker.edited(state, fence(null), fence(null), edit);
    assertThat(same.crossings()).isEmpty();
    assertThat(tracker.due(same.state())).hasValue(start.plus(Duration.ofHours(2)));
    Step other = tracker.edited(state, fence(null), fence(EnumSet.of(Kind.INSIDE)), edit);
    assertThat(other.crossings()).isEmpty();
    assertThat(tracker.due(other.state())).hasValue(start.plus(Duration.ofHours(12)));
  }

  @Test
  void windowThatNobodyIsToldOfIsNotDue() {
    Instant start = Instant.parse("2026-11-22T06:00:00Z");
    FenceIndex fences = FenceIndex.of(List.of(fence(EnumSet.of(Kind.ENTER))));
    var tracker = new Tracker(ObjectRules.STANDARD);
    ObjectState state = tracker.fix(ObjectState.NEW, fix(start, 0), fences, start).state();
    assertThat(tracker.due(state)).hasValue(start.plus(Duration.ofDays(1)));
  }

  /// However long nothing is heard, what one step tells is bounded.
  @Test
  void openingsOfACenturyAreCutShort() {
    Instant start = Instant.parse("1926-11-22T06:00:00Z");
    var ages = Duration.ofDays(40_000);
    var tracker = new Tracker(new ObjectRules(100, ages, ages, false, Duration.ZERO));
    FenceIndex fences = FenceIndex.of(List.of(fence(null)));
    ObjectState state = tracker.fix(ObjectState.NEW, fix(start, 0), fences, start).state();
    Step step = tracker.until(state, Instant.parse("2026-11-22T06:00:00Z"));
    assertThat(step.crossings()).hasSize(Openings.MOST);
    assertThat(tracker.due(step.state())).hasValue(Instant.parse("2026-11-22T08:00:00Z"));
  }

  private static Fix fix(Instant time, double lon) {
    return new Fix(time, new LonLat(lon, 50), 0, 0);
  }

  private static Fence fence(@Nullable Set<Kind> kinds) {
    var windows = new Windows(ZoneOffset.UTC, List.of(window(DAILY, "08:00", "18:00")));
    var telling = new Telling(List.of(), kinds, windows, null, Duration.ZERO);
    var rules =
        new FenceRules(Duration.ZERO, Duration.ZERO, null, null, false, Scope.ALL, telling, null);
    return new Fence("shop", 1, CircleOutline.of(new LonLat(0, 50), 500), rules);
  }

  private static Window window(Set<DayOfWeek> days, String from, String to) {
    return new Window(days, LocalTime.parse(from), LocalTime.parse(to));
  }
}
