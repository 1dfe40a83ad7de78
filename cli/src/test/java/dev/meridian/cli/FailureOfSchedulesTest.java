package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import dev.meridian.testing.RedisNode;
import dev.meridian.testing.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/// Two gateways that share schedules, and die without a word: every run that is due is made once.
@Execution(ExecutionMode.CONCURRENT)
final class FailureOfSchedulesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder = Path.of("");

  @Test
  void everyRunIsMadeOnceOnH2() throws IOException {
    everyRunIsMadeOnce("jdbc:h2:file:" + folder.resolve("schedules"));
  }

  @Test
  void everyRunIsMadeOnceOnPostgres() throws IOException {
    everyRunIsMadeOnce(TestServers.postgres().newDatabase());
  }

  private void everyRunIsMadeOnce(String schedules) throws IOException {
    String region = "r" + Long.toHexString(System.nanoTime());
    try (RedisNode redis = RedisNode.launch()) {
      Map<String, String> environment = new HashMap<>(environment(region, redis));
      environment.put("MERIDIAN_SCHEDULES", schedules);
      try (Program worker =
              Program.start(environment, "worker", "--region", region)
                  .awaitOut("consuming meridian." + region);
          Program first = gateway(environment);
          Program second = gateway(environment)) {
        assertThat(worker.isRunning()).isTrue();
        awaitWorker(first, region);
        awaitWorker(second, region);
        Instant start = add(first);
        awaitRun(second, start.plusSeconds(4));
        first.kill(); // which, with H2, has the file and serves the other one
        awaitRun(second, start.plusSeconds(12));
        second.kill();
        Instant dead = Instant.now();
        Await.until("a while passed", () -> Instant.now().isAfter(dead.plusSeconds(3)));
        try (Program third = gateway(environment)) {
          Instant end = Instant.now();
          awaitRun(third, end);
          assertEachOnce(third, start, end);
        }
      }
    }
  }

  private Map<String, String> environment(String region, RedisNode redis) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve(region + ".yaml"),
            "version: 1\nregions: [{id: %s, location: [8.68, 50.11]}]\n".formatted(region));
    return Map.of(
        "MERIDIAN_BROKER", TestServers.rabbit().uri().toString(),
        "MERIDIAN_RESULTS", redis.uri().toString(),
        "MERIDIAN_CONFIG", config.toString());
  }

  private static Program gateway(Map<String, String> environment) {
    return Program.start(environment, "gateway", "--port", "0", "--json")
        .awaitOut("\"ready\":\"gateway\"");
  }

  private static JsonNode get(Program gateway, String path) {
    try (ScenarioHttp http = http(gateway)) {
      return http.get(path).expect(200).json();
    }
  }

  private static ScenarioHttp http(Program gateway) {
    return new ScenarioHttp(Json.read(gateway.out()).path("url").asString());
  }

  private static void awaitWorker(Program gateway, String region) {
    Await.until(
        "a worker is seen",
        () ->
            get(gateway, "/regions/" + region)
                    .path("properties")
                    .path("health")
                    .path("workers")
                    .asInt()
                > 0);
  }

  /// Adds a schedule that is due each second.
  ///
  /// @return when it is due first
  private static Instant add(Program gateway) {
    String url = Json.read(gateway.out()).path("url").asString();
    Run run =
        Run.of(
            Map.of("MERIDIAN_GATEWAY", url),
            "",
            "schedule",
            "add",
            "often",
            "echo",
            "-i",
            "stringInput=hello",
            "--every",
            "1",
            "--catch-up",
            "all",
            "--json");
    assertThat(run.code()).as(run.err()).isZero();
    return Instant.parse(run.json().path("next").asString());
  }

  private static void awaitRun(Program gateway, Instant due) {
    Await.until(
        "the run of " + due + " is made: " + gateway.err(),
        PATIENCE,
        () -> runs(gateway).keySet().stream().anyMatch(time -> !time.isBefore(due)));
  }

  /// How many jobs there are for each due time, which their ids begin with.
  private static Map<Instant, Integer> runs(Program gateway) {
    Map<Instant, Integer> runs = new TreeMap<>();
    get(gateway, "/jobs?limit=1000")
        .path("jobs")
        .forEach(job -> {
          UUID id = UUID.fromString(job.path("jobID").asString());
          runs.merge(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16), 1, Integer::sum);
        });
    return runs;
  }

  private static void assertEachOnce(Program gateway, Instant start, Instant end) {
    List<Instant> due =
        Stream.iterate(start, time -> !time.isAfter(end), time -> time.plusSeconds(1)).toList();
    Await.until(
        "all runs are made: " + gateway.err(),
        PATIENCE,
        () -> runs(gateway).keySet().containsAll(due));
    assertThat(runs(gateway).values()).containsOnly(1);
    assertThat(due.size()).isGreaterThan(15);
  }
}
