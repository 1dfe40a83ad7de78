package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.cli.ScenarioHttp.Reply;
import dev.meridian.gateway.Gateway;
import dev.meridian.gateway.GatewayConfig;
import dev.meridian.testing.Await;
import dev.meridian.testing.TestServers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/// Identical fetches under way at a time, on RabbitMQ and Redis, with a worker in a process of its
/// own. Nothing is cached.
@SuppressWarnings("NullAway.Init")
final class CoalescingSystemTest {
  private static final String REGION = "together";
  private static final int MANY = 200;

  private static SlowSource source;
  private static Map<String, String> environment;
  private static Nodes nodes;
  private static ScenarioHttp http;
  private static Program worker;

  @BeforeAll
  static void start() throws IOException {
    source = new SlowSource();
    String regions =
        """
        version: 1
        regions: [{id: together, location: [8.68, 50.11]}]
        sources:
          - id: slow
            url: %s/{path}
            parameters: {path: {pattern: "[a-z]+"}}
            home: together
            format: json
            cache: 0s
            rate: 1000/s
            concurrency: 50
            allowPrivateNetworks: true
        """
            .formatted(source.url());
    Path file = Files.createTempFile(Program.output(), "together", ".yaml");
    Files.writeString(file, regions);
    environment =
        Map.of(
            "MERIDIAN_BROKER", TestServers.rabbit().uri().toString(),
            "MERIDIAN_RESULTS", TestServers.redis().uri().toString(),
            "MERIDIAN_CONFIG", file.toString());
    worker = worker("first");
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    String[] where = {
      "--broker", TestServers.rabbit().uri().toString(),
      "--results", TestServers.redis().uri().toString(),
      "--config", file.toString()
    };
    nodes =
        Nodes.shared(
            Run.shell(Map.of(), "", nowhere, nowhere),
            CommandLine.populateCommand(new Settings(), where));
    Gateway gateway = nodes.startGateway(GatewayConfig.defaults().at("127.0.0.1", 0));
    http = new ScenarioHttp(gateway.uri().toString());
  }

  @AfterAll
  static void stop() {
    http.close();
    nodes.close();
    worker.close();
    source.close();
  }

  private static Program worker(String name) {
    return Program.start(environment, "worker", "--region", REGION, "--name", name)
        .awaitOut("consuming meridian." + REGION);
  }

  private static String body(String path, String options) {
    return """
    {"inputs": {"source": "slow", "parameters": {"value": {"path": "%s"}}}, "options": {%s}}
    """
        .formatted(path, options);
  }

  private static String job(String path, String options) {
    return http.job("fetch", body(path, options));
  }

  private static JsonNode status(String id) {
    return http.get("/jobs/" + id).expect(200).json();
  }

  private static boolean isShared(String id) {
    return status(id).path("shared").asBoolean(false);
  }

  private static boolean isAtWork(String id, String path) {
    return source.hits("/" + path) > 0 && status(id).path("status").asString().equals("running");
  }

  private static void assertResult(String id) {
    assertThat(http.awaitJob(id).path("status").asString()).isEqualTo("successful");
    assertThat(http.get("/jobs/" + id + "/results").expect(200).json().path("count").asInt())
        .isEqualTo(2);
  }

  @Test
  void sourceIsAskedOnceForTwoHundredWhoAskForTheSame() {
    Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    long begun = System.nanoTime();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < MANY; i++) {
        executor.execute(
            () -> replies.add(http.execute("fetch", body("many", ""), "Prefer", "respond-async")));
      }
    }
    List<String> ids = replies.stream().map(r -> r.json().path("jobID").asString()).toList();
    assertThat(replies).hasSize(MANY).allMatch(reply -> reply.status() == 201);
    assertThat(ids).doesNotHaveDuplicates();
    Await.until("it runs", () -> isAtWork(ids.getFirst(), "many"));
    assertThat(ids.stream().filter(id -> !isShared(id))).hasSize(1);
    source.open("/many");
    ids.forEach(CoalescingSystemTest::assertResult);
    assertThat(source.hits("/many")).isEqualTo(1);
    System.out.printf(
        "%d identical fetches, one request to the source, %d ms%n",
        MANY, Duration.ofNanos(System.nanoTime() - begun).toMillis());
  }

  @Test
  void whoWaitGetTheSameAnswer() {
    Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        executor.execute(
            () -> replies.add(http.execute("fetch", body("wait", ""), "Prefer", "wait=30")));
      }
      String all = "/jobs?processID=fetch&status=running&limit=100";
      Await.until("all wait", () -> http.get(all).json().path("jobs").size() >= 10);
      source.open("/wait");
    }
    assertThat(replies).hasSize(10).allMatch(reply -> reply.status() == 200);
    assertThat(replies).allMatch(reply -> reply.json().path("count").asInt() == 2);
    assertThat(replies.stream().map(reply -> reply.header("Link")).distinct()).hasSize(10);
    assertThat(source.hits("/wait")).isEqualTo(1);
  }

  @Test
  void othersGoOnWhenTheFirstIsCancelledOrOneIsLate() {
    String first = job("cancel", "");
    Await.until("it runs", () -> isAtWork(first, "cancel"));
    String late = job("cancel", "\"deadline\": 1");
    String other = job("cancel", "");
    assertThat(isShared(late) && isShared(other)).isTrue();
    http.delete("/jobs/" + first).expect(200);
    Await.until("it is late", () -> status(late).path("status").asString().equals("failed"));
    assertThat(status(other).path("status").asString()).isEqualTo("running");
    source.open("/cancel");
    assertResult(other);
    assertThat(source.hits("/cancel")).isEqualTo(1);
    assertThat(status(first).path("status").asString()).isEqualTo("dismissed");
    assertThat(status(late).path("status").asString()).isEqualTo("failed");
  }

  @Test
  void workIsStoppedWhenTheLastIsCancelled() {
    String first = job("leave", "");
    Await.until("it runs", () -> isAtWork(first, "leave"));
    String other = job("leave", "");
    http.delete("/jobs/" + first).expect(200);
    http.delete("/jobs/" + other).expect(200);
    Await.until("nothing runs", () -> active() == 0);
    String again = job("leave", "");
    assertThat(isShared(again)).isFalse();
    source.open("/leave");
    assertResult(again);
  }

  /// How many attempts run, as the workers that live said with their last heartbeats.
  private static int active() {
    JsonNode workers = http.get("/regions/" + REGION).json().at("/properties/workers");
    return workers.valueStream().mapToInt(one -> one.path("active").asInt()).sum();
  }

  @Test
  void workOfAKilledWorkerIsDoneForAllByAnother() {
    String first = job("kill", "");
    Await.until("it runs", () -> isAtWork(first, "kill"));
    String other = job("kill", "");
    worker.kill();
    worker = worker("second");
    Await.until("it is done again", () -> source.hits("/kill") == 2);
    String third = job("kill", "");
    assertThat(isShared(other) && isShared(third)).isTrue();
    source.open("/kill");
    List.of(first, other, third).forEach(CoalescingSystemTest::assertResult);
    assertThat(source.hits("/kill")).isEqualTo(2);
  }

  @Test
  void whoeverWantsOneOfItsOwnGetsIt() {
    String first = job("own", "");
    String own = job("own", "\"coalesce\": false");
    assertThat(isShared(own)).isFalse();
    Await.until("both run", () -> source.hits("/own") == 2);
    source.open("/own");
    List.of(first, own).forEach(CoalescingSystemTest::assertResult);
  }
}
