package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.builtin.GeofenceReplay;
import dev.meridian.fence.Crossing;
import dev.meridian.fence.FenceIndex;
import dev.meridian.fence.FenceReader;
import dev.meridian.fence.Fix;
import dev.meridian.fence.ObjectRules;
import dev.meridian.fence.ObjectState;
import dev.meridian.fence.Tracker;
import dev.meridian.fence.Tracker.Step;
import dev.meridian.fence.Tracker.Verdict;
import dev.meridian.geo.LonLat;
import dev.meridian.geofence.ReplayHandler;
import dev.meridian.json.Json;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskResult;
import dev.meridian.track.ObjectClass;
import dev.meridian.track.ObjectClasses;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;
import dev.meridian.worker.WorkerConfig.Scale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a tracker told of an object, a replay of what was kept of it tells again.
final class ReplayTaskTest {
  private static final String BUS = "bus-7";
  private static final long SEED = 37;
  private static final String FENCES =
      """
      {"type": "FeatureCollection", "features": [
        {"type": "Feature", "id": "a", "geometry": {"type": "Point", "coordinates": [8.5, 50]},
         "properties": {"radius": 900, "dwell": 60, "approach": {"eta": 30}, "exitBuffer": 0}},
        {"type": "Feature", "id": "b", "geometry": {"type": "Point", "coordinates": [8.51, 50]},
         "properties": {"radius": 200, "objects": ["bus-*"], "ceiling": 120, "exitBuffer": 0}},
        {"type": "Feature", "id": "c", "geometry": {"type": "Point", "coordinates": [8.5, 50.01]},
         "properties": {"radius": 500, "minInside": 20, "kinds": ["enter", "inside"]}},
        {"type": "Feature", "id": "d", "geometry": {"type": "Point", "coordinates": [8.5, 50]},
         "properties": {"radius": 5000, "objects": ["tram-*"], "enterAtFirst": true}}]}
      """;

  private final WorkerScene scene = new WorkerScene();
  private ObjectClasses classes = ObjectClasses.NONE;
  private final ObjectNode inputs = Json.object().put("object", BUS);

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void replayOfWhatATrackerDidGivesTheSameCrossings() {
    List<String> live = track();
    assertThat(live).as("seed %s", SEED).hasSizeGreaterThan(30);
    Set<String> kinds = new HashSet<>();
    live.forEach(line -> kinds.add(line.substring(0, line.indexOf(' '))));
    assertThat(kinds).contains("enter", "exit", "cross", "dwell", "approach", "inside");
    TaskResult result = replay();
    assertThat(result.failure()).as("%s", result).isNull();
    assertThat(GeofenceReplay.TYPE.schemas().output().check(result.value())).isEmpty();
    assertThat(result.value().path("crossings").valueStream().map(ReplayTaskTest::line).toList())
        .as("seed %s", SEED)
        .isEqualTo(live);
  }

  @Test
  void replayGoesByTheClassOfTheObject() {
    List<String> live = track();
    var brief = new ObjectClass(List.of("bus-*"), null, Duration.ofSeconds(59), null, null, null);
    classes = new ObjectClasses(List.of(brief));
    List<String> kinds =
        replay()
            .value()
            .path("crossings")
            .valueStream()
            .map(c -> c.path("kind").asString())
            .toList();
    assertThat(kinds).hasSizeLessThan(live.size()).contains("enter").doesNotContain("cross");
  }

  @Test
  void replayOfPartOfATrackCountsItsPositions() {
    track();
    inputs.put("since", "2026-11-22T11:00:30+01:00").put("until", "2026-11-22T10:05:30Z");
    assertThat(replay().value().path("positions").asInt()).isEqualTo(5);
  }

  @Test
  void replayRefusesATimeThatIsNone() {
    inputs.put("since", "noon");
    assertThat(replay().failure())
        .isEqualTo(
            TaskFailure.of(
                "InvalidInput",
                "/since: \"noon\" (expected: RFC 3339, such as 2026-11-22T10:00:00Z)"));
  }

  /// Lets a bus wander for 95 fixes, one a minute, some of them too far off to be believed, and
  /// keeps what is accepted.
  private List<String> track() {
    var random = new SplittableRandom(SEED);
    FenceIndex fences = FenceIndex.of(FenceReader.collection(Json.read(FENCES)));
    var tracker = new Tracker(ObjectRules.STANDARD);
    ObjectState state = ObjectState.of(BUS);
    List<String> live = new ArrayList<>();
    List<Position> accepted = new ArrayList<>();
    Instant time = Instant.parse("2026-11-22T10:00:00Z");
    for (int i = 0; i < 95; i++) {
      double lon = 8.5 + random.nextDouble(-0.006, 0.016);
      double lat = i % 20 == 13 ? 51 : 50 + random.nextDouble(-0.004, 0.014);
      double altitude = random.nextDouble(200);
      lat = i % 3 == 0 && lat < 51 ? 50 : lat;
      Fix fix = new Fix(time, new LonLat(lon, lat), random.nextInt(30), i, altitude);
      Step step = tracker.fix(state, fix, fences, time);
      step.crossings().forEach(crossing -> live.add(line(crossing)));
      state = step.state();
      if (step.verdict() == Verdict.ACCEPTED) {
        accepted.add(position(fix, altitude));
      }
      time = time.plusSeconds(60);
    }
    var step =
        new ObjectStore.Step(
            BUS, 0, "{}", accepted.getLast(), null, accepted, Set.of(), Set.of(), List.of());
    scene.store.tracking().objects().commit("fra", List.of(step), ObjectStore.Bounds.STANDARD);
    return live;
  }

  private static Position position(Fix fix, double altitude) {
    var motion = new Motion(null, null, altitude);
    return new Position(
        BUS, fix.time(), fix.at(), fix.accuracy(), fix.seq(), motion, Json.object());
  }

  private TaskResult replay() {
    inputs.set("fences", Json.read(FENCES));
    assertThat(GeofenceReplay.TYPE.schemas().input().check(inputs)).isEmpty();
    scene.registry.handle(
        GeofenceReplay.TYPE, new ReplayHandler(scene.store.tracking().objects(), () -> classes));
    scene.start(Scale.fixed(1));
    return scene.result(scene.send("geofence.replay", Json.text(inputs)));
  }

  private static String line(Crossing crossing) {
    String fence = crossing.fence() == null ? "" : crossing.fence().id();
    return String.join(
        " ",
        crossing.kind().name().toLowerCase(Locale.ROOT),
        fence,
        Long.toString(crossing.visit()),
        crossing.from().toString(),
        crossing.confirmed().toString());
  }

  private static String line(JsonNode json) {
    return String.join(
        " ",
        json.path("kind").asString(),
        json.path("fence").asString(),
        json.path("visit").asString(),
        json.path("from").asString(),
        json.path("confirmed").asString());
  }
}
