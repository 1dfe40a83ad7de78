package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.fence.Crossing.Kind;
import dev.meridian.fence.Tracker.Step;
import dev.meridian.fence.Windows.Window;
import dev.meridian.geo.LonLat;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What [TrackerModelTest] does not ask of states that were written down.
final class StateJsonTest {
  private static final Logger LOG = LoggerFactory.getLogger(StateJsonTest.class);
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final LonLat HERE = new LonLat(8.6821234, 50.1109876);
  private static final LonLat AWAY = new LonLat(8.7, 50.2);

  private final Tracker tracker = new Tracker(ObjectRules.STANDARD);

  @Test
  void emptyStateAndTimesFinerThanMillisecondsComeBack() {
    ObjectState none = ObjectState.of("bus 7");
    assertThat(StateJson.read(StateJson.write(none), FenceIndex.empty())).isEqualTo(none);
    var fine = new Fix(START.plusNanos(1), HERE, 0.1, Long.MIN_VALUE);
    var early = new Fix(Instant.MIN, AWAY, 0, Long.MAX_VALUE);
    var state =
        new ObjectState(
            "é\"\\",
            early,
            true,
            fine,
            new Course(1, 360),
            true,
            true,
            1L << 60,
            new TreeMap<>(),
            List.of());
    assertThat(StateJson.read(StateJson.write(state), FenceIndex.empty())).isEqualTo(state);
  }

  @Test
  void removalMeanwhileStillGivesTheExitAndTheDwell() {
    FenceIndex fences = FenceIndex.of(List.of(fence(3)));
    ObjectState kept = StateJson.read(StateJson.write(inside(fences)), fences.without("depot"));
    Fence known = Objects.requireNonNull(kept.stays().get("depot")).fence();
    assertThat(known.version()).isEqualTo(3);
    assertThat(known.rules()).isEqualTo(fence(3).rules());
    assertThat(known.groups()).containsExactly("yards", "zones");
    assertThat(tracker.due(kept)).hasValue(START.plusSeconds(90));
    Step edited = tracker.edited(kept, known, null, START.plusSeconds(60));
    assertThat(edited.crossings())
        .singleElement()
        .satisfies(exit -> {
          assertThat(exit.kind()).isEqualTo(Crossing.Kind.EXIT);
          assertThat(exit.cause()).isEqualTo(Crossing.Cause.FENCE_REMOVED);
          assertThat(exit.fence()).isEqualTo(known);
        });
    assertThat(edited.state().stays()).isEmpty();
  }

  @Test
  void unknownOutlineDecidesNothingUntilTheEditIsEvaluated() {
    FenceIndex fences = FenceIndex.of(List.of(fence(3)));
    FenceIndex now = FenceIndex.of(List.of(fence(4)));
    ObjectState kept = StateJson.read(StateJson.write(inside(fences)), now);
    Step far =
        tracker.fix(kept, new Fix(START.plusSeconds(400), AWAY, 0, 0), now, START.plusSeconds(400));
    assertThat(far.crossings()).extracting(Crossing::kind).containsExactly(Crossing.Kind.DWELL);
    assertThat(far.undecided()).isEqualTo(1);
    Step edited = tracker.edited(far.state(), null, fence(4), START.plusSeconds(401));
    assertThat(edited.crossings()).extracting(Crossing::kind).containsExactly(Crossing.Kind.EXIT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"v\":2}",
        "{\"v\":1,\"last\":[1,2]}",
        "{\"v\":1,\"last\":[1,200,0,0,0]}",
        "{\"v\":1,\"last\":[1,\"2\",0,0,0]}",
        "{\"v\":1,\"last\":[\"x\",2,0,0,0]}",
        "{\"v\":1,\"visits\":1.5}",
        "{\"v\":1,\"stays\":{}}",
        "{\"v\":1,\"stays\":[{\"id\":\"a\"}]}",
        "{\"v\":1,\"stays\":[{\"id\":\"a\",\"version\":1}]}",
        "{\"v\":1,\"stays\":[{\"id\":\"\",\"version\":1,\"entered\":1}]}",
        "{\"v\":1,\"stays\":[{\"id\":\"a\",\"version\":1,\"is\":\"THERE\"}]}",
        "{\"v\":1,\"stays\":[{\"id\":\"a\",\"version\":1,\"entered\":1,\"rules\":{\"dwell\":-1}}]}",
        "{\"v\":1,\"lost\":3}",
        "{\"v\":1,\"history\":[[\"a\",1]]}",
        "{\"v\":1,\"id\":4}"
      })
  void damageIsRefused(String text) {
    assertThatThrownBy(() -> StateJson.read(text, FenceIndex.empty()))
        .isInstanceOf(InvalidValueException.class);
  }

  /// A figure for those who size a store, and a bound that it stays one.
  @Test
  void stateOfAnObjectInOneFenceIsSmall() {
    ObjectState state = inside(FenceIndex.of(List.of(fence(3))));
    int none = StateJson.write(ObjectState.of("bus-4711")).length();
    int one = StateJson.write(state).length();
    LOG.info("a state: {} bytes when new, {} inside of one fence with rules", none, one);
    assertThat(one).isLessThan(600);
  }

  private ObjectState inside(FenceIndex fences) {
    ObjectState state = ObjectState.of("bus-4711");
    return tracker.fix(state, new Fix(START, HERE, 12, 5), fences, START).state();
  }

  private static Fence fence(int version) {
    var rules =
        new FenceRules(
            Duration.ofSeconds(20),
            Duration.ofMillis(1500),
            5.5,
            Duration.ofSeconds(90),
            true,
            new Scope(List.of("bus*"), -10.0, 300.5),
            new Telling(
                List.of("yards"),
                EnumSet.of(Kind.EXIT, Kind.DWELL, Kind.APPROACH),
                new Windows(
                    ZoneId.of("Europe/Berlin"),
                    List.of(
                        new Window(
                            EnumSet.allOf(DayOfWeek.class),
                            LocalTime.of(8, 30),
                            LocalTime.of(8, 30)))),
                new Approach(800.0, Duration.ofMinutes(2)),
                Duration.ZERO),
            new Exclusive("zones", -2.5));
    return new Fence("depot", version, CircleOutline.of(HERE, 500), rules);
  }
}
