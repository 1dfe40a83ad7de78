package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.fence.Tracker.Step;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Exclusive groups, case by case, on a line along the equator: places and radii in metres.
final class ExclusiveTest {
  private static final Instant START = Instant.parse("2026-11-22T07:50:00Z");
  private static final String ZONES = "\"exclusive\": \"zones\", \"exitBuffer\": 0";
  private static final Fence CAMPUS = circle("campus", 0, 1000, ZONES);
  private static final Fence HALL = circle("hall", 0, 100, ZONES);

  private static final Duration TTL = Duration.ofHours(2);

  private final Tracker tracker = tracker(false);
  private ObjectState state = ObjectState.of("cart");
  private FenceIndex fences = FenceIndex.empty();

  @Test
  void nestedFenceTakesOverAndGivesBack() {
    put(CAMPUS, HALL);
    assertThat(at(0, 2000)).isEmpty();
    assertThat(at(10, 500)).containsExactly("ENTER campus 1 MOVED");
    assertThat(at(20, 0)).containsExactly("EXIT campus 1 OVERLAP", "ENTER hall 2 MOVED");
    assertThat(at(30, 50)).isEmpty();
    assertThat(at(40, 500)).containsExactly("EXIT hall 2 MOVED", "ENTER campus 3 OVERLAP");
    assertThat(at(50, 2000)).containsExactly("EXIT campus 3 MOVED");
    assertThat(state.stays()).isEmpty();
  }

  @Test
  void visitsFollowEachOtherInTime() {
    put(CAMPUS, HALL);
    at(0, 2000);
    at(10, 500);
    List<Crossing> in = step(20, 0).crossings();
    assertThat(in).extracting(Crossing::from).containsOnly(in.getLast().from());
    assertThat(in.getLast().from()).isBetween(START.plusSeconds(17), START.plusSeconds(19));
    assertThat(in).extracting(Crossing::confirmed).containsOnly(START.plusSeconds(20));
    List<Crossing> out = step(30, 500).crossings();
    assertThat(out.getLast().from()).isEqualTo(out.getFirst().from());
    assertThat(out.getFirst().from()).isBetween(START.plusSeconds(21), START.plusSeconds(23));
    assertThat(state.history())
        .extracting(visit -> visit.fence() + " " + visit.to().equals(out.getFirst().from()))
        .containsExactly("campus false", "hall true");
  }

  @Test
  void whoEntersAndLeavesAFenceWhileAnotherComesFirstIsNotTold() {
    put(circle("yard", 0, 100, ZONES), circle("road", 80, 90, ZONES));
    at(0, 1000);
    assertThat(at(10, 130)).containsExactly("ENTER road 1 MOVED");
    put(circle("tower", 30, 150, ZONES + ", \"priority\": 1"));
    assertThat(at(20, 60)).isEmpty();
    assertThat(at(30, -60)).isEmpty();
    assertThat(at(40, -90)).isEmpty();
    assertThat(at(50, -200)).containsExactly("EXIT tower 2 MOVED");
  }

  @Test
  void priorityComesBeforeSize() {
    put(circle("campus", 0, 1000, ZONES + ", \"priority\": 0.5"), HALL);
    at(0, 2000);
    assertThat(at(10, 0)).containsExactly("ENTER campus 1 MOVED");
    assertThat(at(20, 500)).isEmpty();
  }

  @Test
  void ofOneSizeTheFirstIdComesFirst() {
    put(circle("b", 0, 500, ZONES), circle("a", 300, 500, ZONES), circle("c", 0, 500, ZONES));
    at(0, 2000);
    assertThat(at(10, 0)).containsExactly("ENTER a 1 MOVED");
    assertThat(at(20, -400)).containsExactly("EXIT a 1 MOVED", "ENTER b 2 OVERLAP");
  }

  /// A square of 400 m has less than a circle of 240 m and more than one of 220 m; turned, it is no
  /// smaller.
  @Test
  void circlesAndPolygonsHaveOneMeasure() {
    Fence square = square("m", 0, 200, 0);
    Fence turned = square("l", 0, 200, 2);
    Fence larger = circle("a", 0, 240, ZONES);
    Fence smaller = circle("z", 0, 220, ZONES);
    assertThat(Stream.of(larger, square, smaller, turned).sorted(Exclusive.FIRST))
        .containsExactly(smaller, turned, square, larger);
  }

  @Test
  void firstFixInSeveralIsAVisitToOne() {
    put(CAMPUS, HALL);
    assertThat(at(0, 0)).isEmpty();
    assertThat(inside()).containsExactly("hall 1");
    assertThat(at(10, 500)).containsExactly("EXIT hall 1 MOVED", "ENTER campus 2 OVERLAP");
  }

  @Test
  void otherGroupsAndFencesWithoutOneAreIndependent() {
    put(CAMPUS, HALL, circle("a", 0, 50, "\"exitBuffer\": 0"));
    put(circle("floor", 0, 500, "\"exclusive\": \"floors\""));
    at(0, 2000);
    assertThat(at(10, 0))
        .containsExactly("ENTER a 1 MOVED", "ENTER floor 2 MOVED", "ENTER hall 3 MOVED");
    assertThat(inside()).containsExactly("a 1", "floor 2", "hall 3");
  }

  /// The delays and the buffer of each go on, whoever comes first.
  @Test
  void delaysGoOnWhileOutranked() {
    put(circle("campus", 0, 1000, ZONES + ", \"minOutside\": 60"));
    put(circle("hall", 0, 100, ZONES + ", \"minInside\": 15, \"minOutside\": 30"));
    at(0, 2000);
    assertThat(at(10, 0)).containsExactly("ENTER campus 1 MOVED");
    assertThat(at(20, 0)).isEmpty();
    assertThat(at(30, 0)).containsExactly("EXIT campus 1 OVERLAP", "ENTER hall 2 MOVED");
    assertThat(at(40, 1500)).isEmpty();
    assertThat(at(70, 1500)).containsExactly("EXIT hall 2 MOVED", "ENTER campus 3 OVERLAP");
    assertThat(at(100, 1500)).containsExactly("EXIT campus 3 MOVED");
  }

  @Test
  void dwellCountsFromTheVisitAndNotWhileOutranked() {
    put(circle("campus", 0, 1000, ZONES + ", \"dwell\": 100"), HALL);
    at(0, 2000);
    at(10, 500);
    at(50, 0);
    assertThat(at(300, 0)).isEmpty();
    assertThat(tracker.due(state)).hasValue(START.plusSeconds(300).plus(TTL));
    at(310, 500);
    assertThat(at(400, 500)).isEmpty();
    assertThat(at(405, 500)).containsExactly("DWELL campus 3 TIME_PASSED");
  }

  @Test
  void windowsAndLevelsAreToldOfTheFirstOnly() {
    String told = ZONES + ", \"windows\": [{\"from\": \"08:00\", \"to\": \"09:00\"}], \"level\": 0";
    put(circle("campus", 0, 1000, told), circle("hall", 0, 100, ZONES));
    put(circle("other", 5000, 100, ZONES));
    at(0, 0);
    assertThat(at(601, 0)).isEmpty();
    assertThat(at(602, 500)).containsExactly("EXIT hall 1 MOVED", "ENTER campus 2 OVERLAP");
    assertThat(lines(tracker.until(state, START.plusSeconds(4300))))
        .containsExactly("OUTSIDE campus 2 WINDOW_CLOSED");
    put(circle("roof", 0, 900, ZONES + ", \"kinds\": [\"inside\"], \"level\": 0"));
    assertThat(inside()).containsExactly("roof 3");
    assertThat(at(610, 500)).containsExactly("INSIDE roof 3 MOVED");
    put(circle("desk", 500, 50, ZONES));
    assertThat(at(620, 500)).isEmpty();
  }

  @Test
  void editsRankAnew() {
    put(CAMPUS, HALL);
    at(0, 2000);
    at(10, 0);
    assertThat(edit(circle("campus", 0, 1000, ZONES + ", \"priority\": 1")))
        .containsExactly("EXIT hall 1 OVERLAP", "ENTER campus 2 FENCE_EDITED");
    assertThat(edit(CAMPUS)).containsExactly("EXIT campus 2 FENCE_EDITED", "ENTER hall 3 OVERLAP");
    assertThat(edit(circle("campus", 0, 60, ZONES)))
        .containsExactly("EXIT hall 3 OVERLAP", "ENTER campus 4 FENCE_EDITED");
    assertThat(edit(circle("campus", 0, 60, "\"exclusive\": \"others\"")))
        .containsExactly("ENTER hall 5 OVERLAP");
    assertThat(edit(CAMPUS)).containsExactly("EXIT campus 4 FENCE_EDITED");
    assertThat(edit(circle("campus", 0, 1000, ""))).containsExactly("ENTER campus 6 FENCE_EDITED");
    assertThat(edit(circle("campus", 5000, 10, ZONES)))
        .containsExactly("EXIT campus 6 FENCE_EDITED");
    assertThat(inside()).containsExactly("hall 5");
  }

  @Test
  void removalAndNewFencesRankAnew() {
    put(CAMPUS, HALL);
    at(0, 2000);
    at(10, 0);
    assertThat(remove(HALL)).containsExactly("EXIT hall 1 FENCE_REMOVED", "ENTER campus 2 OVERLAP");
    assertThat(edit(HALL)).containsExactly("EXIT campus 2 OVERLAP");
    assertThat(inside()).containsExactly("hall 3");
    assertThat(remove(CAMPUS)).isEmpty();
    assertThat(state.stays()).containsOnlyKeys("hall");
  }

  @Test
  void onlyTheFirstIsLeftWhenTheObjectIsLost() {
    put(CAMPUS, HALL);
    at(0, 2000);
    at(10, 0);
    Step lost = tracker(true).until(state, START.plusSeconds(100_000));
    assertThat(lines(lost)).containsExactly("LOST", "EXIT hall 1 OBJECT_LOST");
    assertThat(lost.state().stays()).isEmpty();
  }

  /// As when a worker takes over that knows neither the fence nor its size.
  @Test
  void stateThatIsReadRanksAsItDid() {
    put(CAMPUS, HALL);
    at(0, 2000);
    at(10, 0);
    ObjectState kept = StateJson.read(StateJson.write(state), fences);
    assertThat(kept).isEqualTo(state);
    ObjectState unknown = StateJson.read(StateJson.write(state), FenceIndex.empty());
    Fence hall = circle("hall", 0, 100, ZONES + ", \"priority\": -1");
    assertThat(lines(tracker.edited(unknown, HALL, hall, START.plusSeconds(20))))
        .containsExactly("EXIT hall 1 FENCE_EDITED", "ENTER campus 2 OVERLAP");
    Fence campus = circle("campus", 0, 900, ZONES);
    assertThat(tracker.edited(unknown, CAMPUS, campus, START.plusSeconds(20)).crossings())
        .isEmpty();
    assertThat(StateJson.write(unknown)).isEqualTo(StateJson.write(state));
  }

  /// Else each late fix in a hall would tell of a visit to the campus.
  @Test
  void lateFixAddsNoVisitWhereOneOfTheGroupIsKnown() {
    put(CAMPUS, HALL);
    at(0, 2000);
    at(10, 0);
    at(20, 0);
    assertThat(at(15, 0)).isEmpty();
    assertThat(at(5, 0)).containsExactly("ENTER hall 0 MOVED", "EXIT hall 0 MOVED");
    assertThat(at(6, 500)).containsExactly("ENTER campus 0 MOVED", "EXIT campus 0 MOVED");
  }

  @Test
  void passageIsToldOfEach() {
    put(CAMPUS, HALL);
    at(0, 2000);
    assertThat(at(60, -2000)).containsExactly("CROSS campus 0 MOVED", "CROSS hall 0 MOVED");
  }

  @Test
  void groupIsOneOfTheFencesGroups() {
    assertThat(HALL.groups()).containsExactly("zones");
    assertThat(circle("a", 0, 1, ZONES + ", \"groups\": [\"x\", \"zones\"]").groups())
        .containsExactly("x", "zones");
    assertThat(circle("a", 0, 1, "\"priority\": \"high\"").rules().exclusive()).isNull();
  }

  private static Tracker tracker(boolean exitWhenLost) {
    return new Tracker(
        new ObjectRules(1e6, Duration.ofMinutes(5), TTL, exitWhenLost, Duration.ZERO));
  }

  private void put(Fence... all) {
    Stream.of(all).forEach(this::edit);
  }

  private List<String> edit(Fence fence) {
    Fence before = fences.fence(fence.id()).orElse(null);
    int version = before == null ? 1 : before.version() + 1;
    Fence after = new Fence(fence.id(), version, fence.outline(), fence.rules());
    fences = fences.with(after);
    Fix last = state.last();
    return follow(tracker.edited(state, before, after, last == null ? START : last.time()));
  }

  private List<String> remove(Fence fence) {
    Fence before = fences.fence(fence.id()).orElseThrow();
    fences = fences.without(fence.id());
    return follow(tracker.edited(state, before, null, START.plusSeconds(1000)));
  }

  private List<String> at(int second, double metres) {
    return lines(step(second, metres));
  }

  private Step step(int second, double metres) {
    Instant time = START.plusSeconds(second);
    var at = new LonLat(lon(metres), 0);
    Step step = tracker.fix(state, new Fix(time, at, 0, 0), fences, time);
    state = step.state();
    return step;
  }

  private List<String> follow(Step step) {
    state = step.state();
    return lines(step);
  }

  private List<String> inside() {
    return state.stays().values().stream()
        .filter(Stay::isInside)
        .map(stay -> stay.fence().id() + " " + stay.visit())
        .toList();
  }

  private static List<String> lines(Step step) {
    List<String> lines = new ArrayList<>();
    for (Crossing crossing : step.crossings()) {
      Fence fence = crossing.fence();
      lines.add(
          fence == null
              ? crossing.kind().name()
              : String.join(
                  " ",
                  crossing.kind().name(),
                  fence.id(),
                  Long.toString(crossing.visit()),
                  crossing.cause().name()));
    }
    return lines;
  }

  private static double lon(double metres) {
    return 8 + metres / Metres.PER_DEGREE;
  }

  private static Fence circle(String id, double metres, double radius, String rules) {
    String place = "{\"type\": \"Point\", \"coordinates\": [" + lon(metres) + ", 0]}";
    String more = rules.isEmpty() ? "" : ", " + rules;
    return feature(id, place, "\"radius\": " + radius + more);
  }

  /// @param turn how many corners it begins later
  private static Fence square(String id, double metres, double half, int turn) {
    double west = lon(metres - half);
    double east = lon(metres + half);
    double high = half / Metres.PER_DEGREE;
    double[][] corners = {{west, -high}, {east, -high}, {east, high}, {west, high}};
    List<String> ring = new ArrayList<>();
    for (int i = 0; i <= 4; i++) {
      double[] corner = corners[(i + turn) % 4];
      ring.add("[" + corner[0] + ", " + corner[1] + "]");
    }
    return feature(id, "{\"type\": \"Polygon\", \"coordinates\": [" + ring + "]}", ZONES);
  }

  private static Fence feature(String id, String geometry, String properties) {
    return FenceReader.feature(
        Json.read(
            "{\"type\": \"Feature\", \"id\": \"%s\", \"geometry\": %s, \"properties\": {%s}}"
                .formatted(id, geometry, properties)));
  }
}
