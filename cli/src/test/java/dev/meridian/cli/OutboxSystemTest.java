package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.builtin.Echo;
import dev.meridian.cli.ScenarioHttp.Reply;
import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import dev.meridian.testing.RabbitNode;
import dev.meridian.testing.TestServers;
import dev.meridian.worker.ControlCommand;
import dev.meridian.worker.TaskRegistry;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Scale;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/// Gateways that take requests for a region whose broker is away, and die without a word before it
/// is back: one with an H2 file, others that share a PostgreSQL database.
@SuppressWarnings("NullAway.Init")
final class OutboxSystemTest {
  private static final int ROOM = 40;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<Program> gateways = new ArrayList<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;
  private RabbitNode rabbit;
  private Nodes nodes;
  private String fra;
  private String iad;

  @BeforeEach
  void startWorker() throws IOException {
    String unique = Long.toHexString(System.nanoTime());
    fra = "fra-" + unique;
    iad = "iad-" + unique;
    rabbit = RabbitNode.launch();
    String regions =
        """
        version: 1
        regions:
          - {id: %s, location: [8.68, 50.11], broker: %s}
          - {id: %s, location: [-77.49, 39.04], broker: %s}
        """
            .formatted(fra, rabbit.uri(), iad, TestServers.rabbit().uri());
    Files.writeString(folder.resolve("regions.yaml"), regions);
    nodes = Nodes.shared(shell(), settings());
    TaskRegistry registry =
        new TaskRegistry()
            .handle(
                Echo.TYPE,
                (input, _) -> {
                  seen.add(input.path("stringInput").asString());
                  return input;
                });
    WorkerConfig config = WorkerConfig.of("worker-" + fra, List.of(fra), Scale.fixed(1));
    nodes.startWorker(config, registry, ControlCommand.STANDARD, false);
  }

  @AfterEach
  void stop() {
    gateways.forEach(Program::close);
    nodes.close();
    rabbit.close();
  }

  private static Shell shell() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return Run.shell(Map.of(), "", nowhere, nowhere);
  }

  private Settings settings() {
    Settings settings = new Settings();
    new CommandLine(settings)
        .parseArgs(
            "--config",
            folder.resolve("regions.yaml").toString(),
            "--results",
            TestServers.redis().uri().toString());
    return settings;
  }

  /// Starts gateways, as many as there are URLs of databases.
  private List<ScenarioHttp> gateways(String... databases) {
    List<Program> started = new ArrayList<>();
    for (String database : databases) {
      Map<String, String> environment =
          Map.of(
              "MERIDIAN_CONFIG",
              folder.resolve("regions.yaml").toString(),
              "MERIDIAN_RESULTS",
              TestServers.redis().uri().toString(),
              "MERIDIAN_SCHEDULES",
              database,
              "MERIDIAN_OUTBOX",
              "" + ROOM);
      started.add(Program.start(environment, "gateway", "--port", "0", "--json"));
    }
    gateways.addAll(started);
    return started.stream()
        .map(program -> program.awaitOut("\"ready\":\"gateway\""))
        .map(program -> new ScenarioHttp(Json.read(program.out()).path("url").asString()))
        .toList();
  }

  private JsonNode health(ScenarioHttp gateway) {
    return gateway.get("/regions/" + fra).expect(200).json().path("properties").path("health");
  }

  private String execute(String text) {
    return "{\"inputs\":{\"stringInput\":\"%s\"},\"options\":{\"region\":\"%s\",\"policy\":\"pin\"}}"
        .formatted(text, fra);
  }

  private Reply submit(ScenarioHttp gateway, String text) {
    return gateway.execute("echo", execute(text), "Prefer", "respond-async");
  }

  @Test
  void promisedTasksRunInOrderAndOnceAlthoughBrokerAndGatewaysWereAway() {
    String h2 = "jdbc:h2:file:" + folder.resolve("schedules");
    String postgres = TestServers.postgres().newDatabase();
    List<ScenarioHttp> before = gateways(h2, postgres);
    Await.until("a worker is seen", () -> before.stream().allMatch(this::isHealthy));
    rabbit.stop();
    Await.until("the broker is away", () -> before.stream().noneMatch(this::isHealthy));

    assertRefused(before.getFirst(), "wait=5");
    assertRefused(before.getFirst(), "x");
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < ROOM; i++) {
      String prefer = i == 0 ? "respond-async, wait=5" : "respond-async";
      jobs.add(accepted(before.getFirst(), "h2-" + i, prefer));
      jobs.add(accepted(before.getLast(), "pg-" + i, prefer));
    }
    before.forEach(this::assertMoreIsRefused);
    gateways.forEach(Program::kill);

    List<ScenarioHttp> after = gateways(h2, postgres, postgres);
    after.forEach(
        gateway -> Await.until("it knows", () -> health(gateway).path("outbox").asInt() == ROOM));
    assertThat(job(after.getFirst(), jobs.getFirst()).path("message").asString())
        .startsWith("waits in the outbox: " + fra + " unreachable");
    rabbit.start();
    Await.until("all have run, " + seen, PATIENCE, () -> seen.size() >= 2 * ROOM);
    Await.until(
        "all are successful",
        () ->
            jobs.stream()
                .allMatch(job ->
                    job(after.getLast(), job).path("status").asString().equals("successful")));
    after.forEach(
        gateway -> Await.until("nothing waits", () -> health(gateway).path("outbox").asInt() == 0));
    assertThat(of("h2-")).isEqualTo(numbered("h2-"));
    assertThat(of("pg-")).isEqualTo(numbered("pg-"));
    after.forEach(gateway -> assertThat(submit(gateway, "late").status()).isEqualTo(201));
    Await.until("new ones run", () -> of("late").size() == 3);
  }

  private boolean isHealthy(ScenarioHttp gateway) {
    JsonNode health = health(gateway);
    return health.path("brokerUp").asBoolean() && health.path("workers").asInt() > 0;
  }

  private String accepted(ScenarioHttp gateway, String text, String prefer) {
    JsonNode job = gateway.execute("echo", execute(text), "Prefer", prefer).expect(201).json();
    assertThat(job.path("status").asString()).isEqualTo("accepted");
    assertThat(job.path("message").asString()).startsWith("waits in the outbox: " + fra);
    return job.path("jobID").asString();
  }

  private void assertMoreIsRefused(ScenarioHttp gateway) {
    int jobs = jobs(gateway);
    assertRefused(gateway, "respond-async");
    assertRefused(gateway, "respond-async, wait=5");
    assertThat(jobs(gateway)).as("nothing is left behind").isEqualTo(jobs);
    String elsewhere = execute("x").replace("pin", "prefer");
    assertThat(
            gateway
                .execute("echo", elsewhere, "Prefer", "respond-async")
                .expect(201)
                .json()
                .path("regions")
                .path(0)
                .path("id")
                .asString())
        .isEqualTo(iad);
  }

  private void assertRefused(ScenarioHttp gateway, String prefer) {
    Reply reply = gateway.execute("echo", execute("refused"), "Prefer", prefer);
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.problem()).isEqualTo("unavailable");
    assertThat(reply.header("Retry-After")).isEqualTo("2");
  }

  private static int jobs(ScenarioHttp gateway) {
    return gateway.get("/jobs?limit=1000").expect(200).json().path("jobs").size();
  }

  private static JsonNode job(ScenarioHttp gateway, String id) {
    return gateway.get("/jobs/" + id).expect(200).json();
  }

  private List<String> of(String prefix) {
    return seen.stream().filter(text -> text.startsWith(prefix)).toList();
  }

  private static List<String> numbered(String prefix) {
    return IntStream.range(0, ROOM).mapToObj(i -> prefix + i).toList();
  }
}
