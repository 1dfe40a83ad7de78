package dev.meridian.tracking;

import static dev.meridian.fence.Tracker.Verdict.ACCEPTED;
import static dev.meridian.fence.Tracker.Verdict.FUTURE;
import static dev.meridian.fence.Tracker.Verdict.SUSPECT;
import static dev.meridian.tracking.TrackingScene.START;
import static dev.meridian.tracking.TrackingScene.at;
import static dev.meridian.tracking.TrackingScene.circle;
import static dev.meridian.tracking.TrackingScene.east;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meridian.fence.FenceIndex;
import dev.meridian.fence.Fix;
import dev.meridian.fence.ObjectState;
import dev.meridian.fence.StateJson;
import dev.meridian.fence.Tracker.Verdict;
import dev.meridian.geo.Gazetteer;
import dev.meridian.geo.Gazetteer.Named;
import dev.meridian.geo.LonLat;
import dev.meridian.testing.Await;
import dev.meridian.track.Crossed;
import dev.meridian.track.Crossed.Kind;
import dev.meridian.track.CrossedJson;
import dev.meridian.track.ObjectClass;
import dev.meridian.track.ObjectClasses;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What an operator says of objects and places, where it counts.
final class TrackingSettingsTest {
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final ObjectClass FLIGHTS =
      new ObjectClass(List.of("flight-*"), 350.0, null, TTL, true, Duration.ofMinutes(2));

  private final TrackingScene scene = new TrackingScene();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void objectIsJudgedAsItsClassSays() {
    scene.classes = new ObjectClasses(List.of(FLIGHTS));
    scene.fences.put(circle("tower", 10));
    TrackingNode node = scene.start("fra");
    for (String object : List.of("flight-1", "bus-1")) {
      scene.send("fra", at(object, 0, east(-3_000)), at(object, 10, east(0)));
      scene.send("fra", at(object, 100, east(0)));
    }
    assertThat(scene.crossings("fra", 1)).extracting(Crossed::object).containsExactly("flight-1");
    Map<Verdict, Long> judged = Map.of(ACCEPTED, 4L, SUSPECT, 1L, FUTURE, 1L);
    Await.until("those of the flight, and one of the bus", () -> judged.equals(counts(node)));
  }

  private static Map<Verdict, Long> counts(TrackingNode node) {
    return node.tally().positions();
  }

  @Test
  void lateFixesAreJudgedAsTheClassSays() {
    scene.classes = new ObjectClasses(List.of(FLIGHTS));
    TrackingNode node = scene.start("fra");
    scene.send("fra", at("flight-1", 0, east(0)), at("flight-1", 20, east(6_000)));
    scene.awaitVersion("flight-1", 1);
    scene.send("fra", at("flight-1", 10, east(3_000)));
    Await.until("it is late, and believed", () -> node.tally().of(Verdict.LATE) == 1);
  }

  @Test
  void silentObjectIsLostAndLeavesWhenItsClassSays() {
    scene.classes = new ObjectClasses(List.of(FLIGHTS));
    scene.fences.put(circle("tower", 10));
    scene.start("fra");
    scene.send("fra", at("flight-1", 0, east(0)), at("bus-1", 0, east(0)));
    scene.awaitVersion("flight-1", 1);
    scene.awaitVersion("bus-1", 1);
    scene.clock.advance(TTL.plusSeconds(2));
    List<Crossed> all = scene.crossings("fra", 2);
    assertThat(all).extracting(Crossed::object).containsOnly("flight-1");
    assertThat(all).extracting(Crossed::kind).containsExactlyInAnyOrder(Kind.LOST, Kind.EXIT);
    assertThat(all).extracting(Crossed::time).containsOnly(START.plus(TTL));
  }

  @Test
  void changedClassCountsWhileWorkersRun() {
    scene.classes = new ObjectClasses(List.of(FLIGHTS));
    scene.start("fra");
    scene.send("fra", at("flight-1", 0, east(0)));
    scene.awaitVersion("flight-1", 1);
    var patient = new ObjectClass(List.of("*"), null, null, TTL.multipliedBy(2), null, null);
    scene.classes = new ObjectClasses(List.of(patient));
    scene.clock.advance(TTL.plusSeconds(2));
    scene.awaitVersion("flight-1", 2);
    assertThat(scene.crossings("fra")).isEmpty();
    assertThat(scene.tracking.objects().due("fra", scene.clock.instant(), 10)).isEmpty();
    scene.clock.advance(TTL);
    assertThat(scene.crossings("fra", 1).getFirst().time()).isEqualTo(START.plus(TTL).plus(TTL));
  }

  @Test
  void recordingOfLastYearStaysAsLongAsAnythingElse() {
    scene.start("fra");
    double lastYear = -Duration.ofDays(365).toSeconds();
    scene.send("fra", at("truck", lastYear, east(0)));
    scene.awaitVersion("truck", 1);
    scene.clock.advance(Silence.SETTLED.plusSeconds(1));
    assertThat(scene.crossings("fra", 1).getFirst().kind()).isEqualTo(Kind.LOST);
    scene.awaitVersion("truck", 2);
    scene.clock.advance(Duration.ofDays(7));
    assertThat(scene.tracking.objects().due("fra", scene.clock.instant(), 10)).isEmpty();
    double nextWeek = Duration.ofDays(7).toSeconds();
    scene.send("fra", at("bus", nextWeek, east(0)));
    scene.awaitVersion("bus", 1);
    assertThat(scene.tracking.objects().load(List.of("truck"))).containsKey("truck");
    scene.clock.advance(Duration.ofDays(1).plusSeconds(2));
    Await.until(
        "it is forgotten",
        () -> !scene.tracking.objects().load(List.of("truck")).containsKey("truck"));
  }

  @Test
  void stateKeepsWhenItsObjectWasHeardOf() {
    Fix fix = new Fix(START, new LonLat(1, 2), 0, 0, null);
    String tricky = "a,\"heard\":1}";
    ObjectState state =
        new ObjectState(tricky, fix, false, null, null, true, false, 7, new TreeMap<>(), List.of());
    Instant heard = START.plusSeconds(86_400);
    String text = StateText.write(state, heard);
    assertThat(StateText.heard(text)).isEqualTo(heard);
    assertThat(StateJson.read(text, FenceIndex.empty())).isEqualTo(state);
    assertThat(StateText.heard(StateText.write(state, null))).isNull();
    assertThat(StateText.write(state, null))
        .as("as it always was")
        .isEqualTo(StateJson.write(state));
    assertThat(StateText.heard(StateJson.write(ObjectState.of(tricky)))).isNull();
  }

  @Test
  void crossingTellsTheNearestPlace() {
    scene.places =
        new Gazetteer(
            List.of(
                new Named("Far", new LonLat(11, 0)),
                new Named("Near", new LonLat(east(500), 0.0001)),
                new Named("North", new LonLat(10, 1))),
            5_000);
    scene.fences.put(circle("depot", 10));
    scene.fences.put(circle("nowhere", 12));
    scene.start("fra");
    scene.send("fra", at("truck", 0, east(-1_500)), at("truck", 20, east(0)));
    scene.send("fra", at("ship", 0, 12.02), at("ship", 29, 12.001));
    List<Crossed> all = scene.crossings("fra", 2);
    Crossed enter = all.stream().filter(each -> each.object().equals("truck")).findFirst().get();
    assertThat(enter.details().path("place").path("name").asString()).isEqualTo("Near");
    assertThat(enter.details().path("place").path("distance").asDouble())
        .isCloseTo(500, within(1.0));
    assertThat(enter.details().path("place").path("distance").isIntegralNumber()).isTrue();
    assertThat(enter.id()).startsWith("truck/depot/enter/");
    assertThat(CrossedJson.read(CrossedJson.write(enter))).isEqualTo(enter);
    Crossed other = all.stream().filter(each -> each.object().equals("ship")).findFirst().get();
    assertThat(other.details().has("place")).isFalse();
  }
}
