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
        run("[[0.5, 0.5], [2, 2], [3, 3], [3.5, 3.5, 12], [-179, 0], [179, 0.5], [50, 50]]");
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
    assertThat(run("[[1, 2], [200, 0]]").failure())
        .isEqualTo(
            TaskFailure.of(
                "InvalidInput",
                "/points/1: [200,0] (expected: longitude of -180..180 degrees, longitude first)"));
  }

  private TaskResult run(String points) {
    ObjectNode inputs = Json.object();
    inputs.set("fences", Json.read(FENCES));
    inputs.set("points", Json.read(points));
    assertThat(Geofence.TYPE.schemas().input().check(inputs)).isEmpty();
    scene.registry.handle(Geofence.TYPE, new GeofenceHandler());
    scene.start(Scale.fixed(1));
    return scene.result(scene.send("geofence", Json.text(inputs)));
  }
}
