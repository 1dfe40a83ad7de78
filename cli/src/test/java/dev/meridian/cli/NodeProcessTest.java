package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import dev.meridian.testing.RabbitNode;
import dev.meridian.testing.RedisNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway and workers as processes of their own, on real servers.
@SuppressWarnings("NullAway.Init")
final class NodeProcessTest {
  @TempDir private static Path folder;
  private static RabbitNode rabbit;
  private static RedisNode redis;

  @BeforeAll
  static void launch() {
    rabbit = RabbitNode.launch();
    redis = RedisNode.launch();
  }

  @AfterAll
  static void discard() {
    rabbit.close();
    redis.close();
  }

  /// The flags of all nodes, in a region of the test's own.
  private static Map<String, String> environment(String region) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve(region + ".yaml"),
            "version: 1\nregions: [{id: %s, location: [8.68, 50.11]}]\n".formatted(region));
    return Map.of(
        "MERIDIAN_BROKER", rabbit.uri().toString(),
        "MERIDIAN_RESULTS", redis.uri().toString(),
        "MERIDIAN_CONFIG", config.toString());
  }

  private static Program gateway(Map<String, String> environment) {
    return Program.start(environment, "gateway", "--port", "0", "--json")
        .awaitOut("\"ready\":\"gateway\"");
  }

  private static Program worker(Map<String, String> environment, String region, String... more) {
    String[] args = {"worker", "--region", region};
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return Program.start(environment, all).awaitOut("consuming meridian." + region);
  }

  private static Run run(Program gateway, String... args) {
    String url = Json.read(gateway.out()).path("url").asString();
    return Run.of(Map.of("MERIDIAN_GATEWAY", url), "", args);
  }

  /// Submits an echo that takes `seconds`, and returns its id once it runs.
  private static String running(Program gateway, int seconds) {
    String pause = "pause:=" + seconds;
    Run submit = run(gateway, "submit", "echo", "-i", "stringInput=x", "-i", pause);
    assertThat(submit.code()).as(submit.err()).isZero();
    String id = submit.out().strip();
    Await.until(
        id + " runs",
        () -> run(gateway, "result", "--wait=0", id).err().contains(id + ": running"));
    return id;
  }

  @Test
  void workerFinishesItsTasksOnTerm() throws IOException {
    Map<String, String> environment = environment("ends");
    try (Program gateway = gateway(environment);
        Program worker = worker(environment, "ends")) {
      String id = running(gateway, 3);
      assertThat(worker.terminate().awaitEnd()).as(worker.err()).isZero();
      assertThat(run(gateway, "result", id).json().path("stringInput").asString()).isEqualTo("x");
      assertThat(gateway.terminate().awaitEnd()).as(gateway.err()).isZero();
    }
  }

  @Test
  void workerHandsBackWhatItCannotFinish() throws IOException {
    Map<String, String> environment = environment("hands");
    try (Program gateway = gateway(environment);
        Program worker = worker(environment, "hands", "--drain-timeout", "500ms")) {
      String id = running(gateway, 4);
      assertThat(worker.terminate().awaitEnd()).isEqualTo(Exit.FAILED);
      assertThat(worker.err()).contains("meridian: handed back what was not finished in 500 ms");
      try (Program next = worker(environment, "hands", "--concurrency", "1")) {
        Run result = run(gateway, "result", id, "--wait=30");
        assertThat(result.json().path("stringInput").asString()).as(next.err()).isEqualTo("x");
      }
    }
  }

  @Test
  void secondSignalEndsAWorkerAtOnce() throws IOException {
    Map<String, String> environment = environment("twice");
    try (Program gateway = gateway(environment);
        Program worker = worker(environment, "twice")) {
      String id = running(gateway, 60);
      worker.terminate();
      Await.until("it stops", () -> worker.err().contains("a second signal ends it at once"));
      assertThat(worker.terminate().awaitEnd()).as(id).isEqualTo(Exit.INTERRUPTED);
    }
  }

  @Test
  void doctorFindsWhatIsThere() throws IOException {
    Map<String, String> environment = environment("doc");
    try (Program worker = worker(environment, "doc")) {
      Run run = Run.of(environment, "", "doctor");
      assertThat(run.out())
          .as(worker.err())
          .contains("✓ results PING", "✓ results write", "! results durability")
          .contains("✓ results eviction", "✓ clock", "✓ broker doc confirm")
          .containsPattern("✓ queue meridian\\.doc +quorum, 0 waiting, 1 consumers")
          .contains("! gateway");
      assertThat(run.code()).isEqualTo(1);
    }
  }

  @Test
  void doctorFindsAWrongPassword() throws IOException {
    String wrong = rabbit.uri().toString().replace("guest:guest", "guest:wrong");
    Run run = Run.of(environment("doc"), "", "doctor", "--broker", wrong);
    assertThat(run.out()).contains("✗ broker login").doesNotContain("wrong@");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void doctorFindsAQueueOfTheWrongType() throws IOException {
    rabbit.ctl(
        "eval",
        "rabbit_amqqueue:declare({resource, <<\"/\">>, queue, <<\"meridian.odd\">>}, true, false, [], none, <<\"test\">>).");
    Run run = Run.of(environment("odd"), "", "doctor");
    assertThat(run.out()).containsPattern("✗ queue meridian\\.odd +.*x-queue-type");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void benchMeasuresARealWorker() throws IOException {
    Map<String, String> environment = environment("bench");
    try (Program worker = worker(environment, "bench", "--concurrency", "64")) {
      Run run = Run.of(environment, "", "bench", "round-trips", "--count", "300", "--json");
      assertThat(run.code()).as(run.err() + worker.err()).isZero();
      assertThat(run.json().path("wrong").asInt()).isZero();
    }
  }

  @Test
  void workerOfAnUnknownRegionIsRefused() throws IOException {
    Run run = Run.of(environment("known"), "", "worker", "--region", "knwon");
    assertThat(run.err())
        .isEqualTo("meridian: region: knwon (expected: one of known; did you mean known?)\n");
    assertThat(run.code()).isEqualTo(Exit.USAGE);
  }
}
