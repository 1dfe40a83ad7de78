package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Workers that are killed or stopped while they work.
@SuppressWarnings("NullAway.Init")
final class FailureOfWorkersTest {
  private static FailureScene scene;

  @BeforeAll
  static void start() {
    scene = new FailureScene();
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  private static String echo(String text, int pause) {
    String inputs = "{\"stringInput\":\"" + text + "\",\"pause\":" + pause + "}";
    return scene.http.job("echo", "{\"inputs\":" + inputs + "}");
  }

  private static JsonNode status(String id) {
    return scene.http.get("/jobs/" + id).expect(200).json();
  }

  private static boolean runs(String id) {
    return status(id).path("status").asString().equals("running");
  }

  private static List<JsonNode> parts(String id) {
    return scene
        .http
        .get("/jobs/" + id + "/parts")
        .expect(200)
        .json()
        .path("parts")
        .valueStream()
        .toList();
  }

  @Test
  void taskOfAKilledWorkerIsFinishedOnceByAnother() {
    try (Program victim = scene.worker("victim", 4)) {
      String id = echo("survives", 3);
      Await.until("the victim runs it", () -> runs(id));
      victim.kill();
      try (Program heir = scene.worker("heir", 4)) {
        JsonNode job = scene.http.awaitJob(id);
        assertThat(job.path("status").asString()).as(heir.err()).isEqualTo("successful");
        assertThat(job.path("parts").toString()).isEqualTo("{\"done\":1,\"failed\":0,\"total\":1}");
        assertThat(parts(id)).hasSize(1);
        JsonNode part = parts(id).getFirst();
        assertThat(part.path("worker").asString()).isEqualTo("heir");
        assertThat(part.path("attempt").asInt()).isEqualTo(2);
        assertThat(part.path("value").toString()).isEqualTo("{\"stringInput\":\"survives\"}");
        Await.holds(
            "it stays the only part", Duration.ofSeconds(1), () -> parts(id).equals(List.of(part)));
      }
    }
  }

  @Test
  void workerThatIsAskedToStopFinishesWhatRunsAndLeavesTheRest() {
    List<String> ids = new ArrayList<>();
    try (Program leaver = scene.worker("leaver", 4)) {
      for (int i = 0; i < 12; i++) {
        ids.add(echo("t" + i, 2));
      }
      Await.until("four run", () -> ids.stream().filter(FailureOfWorkersTest::runs).count() == 4);
      List<String> running = ids.stream().filter(FailureOfWorkersTest::runs).toList();
      leaver.terminate();
      try (Program stayer = scene.worker("stayer", 16)) {
        assertThat(leaver.awaitEnd()).as(leaver.err()).isZero();
        for (String id : ids) {
          JsonNode job = scene.http.awaitJob(id);
          assertThat(job.path("status").asString()).as(stayer.err()).isEqualTo("successful");
          JsonNode part = parts(id).getFirst();
          assertThat(part.path("worker").asString())
              .isEqualTo(running.contains(id) ? "leaver" : "stayer");
          assertThat(part.path("attempt").asInt()).as("attempts of " + id).isEqualTo(1);
        }
      }
    }
  }
}
