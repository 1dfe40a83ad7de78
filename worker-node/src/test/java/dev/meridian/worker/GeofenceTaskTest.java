package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.builtin.Geofence;
import dev.meridian.geofence.GeofenceHandler;
import dev.meridian.json.Json;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskResult;
import dev.meridian.worker.WorkerConfig.Scale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Questions about fences, through a worker.
final class GeofenceTaskTest {
  private static final String FENCES =
      """
      {"type": "FeatureCollection", "features": [
        {"type": "Feature", "id": "park", "properties": {}, "geometry": {"type": "Polygon",
          "coordinates": [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]],
                          [[1, 1], [1, 3], [3, 3], [3, 1], [1, 1]]]}},
        {"type": "Feature", "id": "port", "properties": {"radius": 200000},
          "geometry": {"type": "Point", "coordinates": [180, 0]}},
        {"type": "Feature", "geometry": {"type": "Polygon",
          "coordinates": [[[3, 3], [9, 3], [9, 9], [3, 9], [3, 3]]]}}]}
      """;

  private final WorkerScene scene = new WorkerScene();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void workerSaysWhichFencesContainEachPoint() {
    TaskResult result =
        run(
            "points",
            "[[0.5, 0.5], [2, 2], [3, 3], [3.5, 3.5, 12], [-179, 0], [179, 0.5], [50, 50]]");
    assertThat(result.value())
        .isEqualTo(
            Json.read(
                """
                {"fences": 3,
                 "points": [["park"], [], ["2", "park"], ["2", "park"], ["port"], ["port"], []]}
                """));
    assertThat(Geofence.TYPE.schemas().output().check(result.value())).isEmpty();
  }

  @Test
  void workerRefusesWhatIsNoPointOnTheGlobe() {
    assertThat(run("points", "[[1, 2], [200, 0]]").failure())
        .isEqualTo(
            TaskFailure.of(
                "InvalidInput",
                "/points/1: [200,0] (expected: longitude of -180..180 degrees, longitude first)"));
  }

  @Test
  void workerFollowsATrackThroughTheFences() {
    TaskResult result =
        run(
            "track",
            """
            [{"time": "2026-11-22T10:00:40Z", "lon": 5, "lat": 2},
             {"time": "2026-11-22T10:00:00Z", "lon": -1, "lat": 0.5},
             {"time": "2026-11-22T11:00:10+01:00", "lon": 1, "lat": 0.5, "accuracy": 10},
             {"time": "2026-11-22T10:01:40Z", "lon": 5, "lat": 10}]
            """);
    assertThat(result.value())
        .hasToString(
            Json.read(
                    """
                    {"fences": 3, "crossings": [
                      {"kind": "enter", "fence": "park", "visit": 1,
                       "from": "2026-11-22T10:00:05Z", "confirmed": "2026-11-22T10:00:10Z"},
                      {"kind": "exit", "fence": "park", "visit": 1,
                       "from": "2026-11-22T10:00:32.500Z", "confirmed": "2026-11-22T10:00:40Z"},
                      {"kind": "cross", "fence": "2", "visit": 0,
                       "from": "2026-11-22T10:00:47.500Z", "confirmed": "2026-11-22T10:01:32.500Z"}]}
                    """)
                .toString());
    assertThat(Geofence.TYPE.schemas().output().check(result.value())).isEmpty();
  }

  /// The same track at another altitude, past a fence that names the object.
  @Test
  void workerKnowsRulesAboutObjectsAndAltitudes() {
    ObjectNode inputs = Json.object().put("object", "drone-7");
    inputs.set(
        "fences",
        Json.read(
            """
            {"type": "FeatureCollection", "features": [
              {"type": "Feature", "id": "a", "geometry": {"type": "Point", "coordinates": [0, 0]},
               "properties": {"radius": 1000, "objects": ["drone-*"], "ceiling": 100,
                 "approach": {"distance": 50000}, "kinds": ["approach", "exit"]}},
              {"type": "Feature", "id": "b", "geometry": {"type": "Point", "coordinates": [0, 0]},
               "properties": {"radius": 1000, "objects": ["bus-*"], "enterAtFirst": true}}]}
            """));
    inputs.set(
        "track",
        Json.read(
            """
            [{"time": "2026-11-22T10:00:00Z", "lon": 0.5, "lat": 0, "altitude": 50},
             {"time": "2026-11-22T10:10:00Z", "lon": 0.4, "lat": 0, "altitude": 50},
             {"time": "2026-11-22T10:20:00Z", "lon": 0, "lat": 0, "altitude": 50},
             {"time": "2026-11-22T10:30:00Z", "lon": 0, "lat": 0, "altitude": 150}]
            """));
    assertThat(run(inputs).value().path("crossings").valueStream())
        .extracting(
            crossing -> crossing.path("kind").asString() + crossing.path("fence").asString())
        .containsExactly("approacha", "exita");
  }

  /// Of an exclusive group a point is in all fences that contain it, and a track in one.
  @Test
  void workerRanksFencesOnATrackAndNotAtAPoint() {
    ObjectNode inputs = Json.object();
    inputs.set(
        "fences",
        Json.read(
            """
            {"type": "FeatureCollection", "features": [
              {"type": "Feature", "id": "yard", "geometry": {"type": "Point", "coordinates": [0, 1]},
               "properties": {"radius": 1000, "exclusive": "zones"}},
              {"type": "Feature", "id": "hall", "geometry": {"type": "Point", "coordinates": [0, 1]},
               "properties": {"radius": 100, "exclusive": "zones"}}]}
            """));
    inputs.set("points", Json.read("[[0, 1]]"));
    inputs.set(
        "track",
        Json.read(
            """
            [{"time": "2026-11-22T10:00:00Z", "lon": 0, "lat": 1.1},
             {"time": "2026-11-22T10:10:00Z", "lon": 0, "lat": 1},
             {"time": "2026-11-22T10:20:00Z", "lon": 0, "lat": 1.005}]
            """));
    JsonNode answer = run(inputs).value();
    assertThat(answer.path("points")).isEqualTo(Json.read("[[\"hall\", \"yard\"]]"));
    assertThat(answer.path("crossings").valueStream())
        .extracting(
            crossing -> crossing.path("kind").asString() + crossing.path("fence").asString())
        .containsExactly("enterhall", "exithall", "enteryard");
  }

  @Test
  void workerRefusesATimeThatIsNone() {
    assertThat(run("track", "[{'time': 'noon', 'lon': 1, 'lat': 2}]".replace('\'', '"')).failure())
        .isEqualTo(
            TaskFailure.of(
                "InvalidInput",
                "/track/0/time: noon (expected: RFC 3339, such as 2026-11-22T10:00:00Z)"));
  }

  @Test
  void answerThatNoMemoryHoldsIsRefused() {
    ObjectNode inputs = Json.object();
    ArrayNode features =
        inputs.putObject("fences").put("type", "FeatureCollection").putArray("features");
    ArrayNode points = inputs.putArray("points");
    for (int i = 0; i < 1_001; i++) {
      ObjectNode feature = features.addObject().put("type", "Feature");
      feature.putObject("properties").put("radius", 1_000);
      feature.putObject("geometry").put("type", "Point").putArray("coordinates").add(8).add(50);
      points.addArray().add(8).add(50);
    }
    assertThat(run(inputs).failure())
        .isEqualTo(
            TaskFailure.of(
                "InvalidInput",
                "/points: more findings (expected: at most 1000000 in one answer)"));
  }

  private TaskResult run(String name, String questions) {
    ObjectNode inputs = Json.object();
    inputs.set("fences", Json.read(FENCES));
    inputs.set(name, Json.read(questions));
    return run(inputs);
  }

  private TaskResult run(ObjectNode inputs) {
    assertThat(Geofence.TYPE.schemas().input().check(inputs)).isEmpty();
    scene.registry.handle(Geofence.TYPE, new GeofenceHandler());
    scene.start(Scale.fixed(1));
    return scene.result(scene.send("geofence", Json.text(inputs)));
  }
}
