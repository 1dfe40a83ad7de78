package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.cli.ScenarioHttp.Reply;
import dev.meridian.gateway.GatewayConfig;
import dev.meridian.testing.Await;
import dev.meridian.testing.TestServers;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Scale;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Debian's Celery on both sides of Meridian: a Python client of a Java worker in one region, and
/// in another, which has no Java worker, a Python worker behind the gateway.
@SuppressWarnings("NullAway.Init")
final class CelerySystemTest {
  private static final String REGIONS =
      """
      version: 1
      regions:
        - {id: fra, location: [8.68, 50.11]}
        - {id: gru, location: [-46.47, -23.43]}
      tasks:
        - name: words.count
          inputs: {text: {schema: {type: string}, required: true}}
          output: {schema: {type: integer}}
        - name: words.slow
      """;

  private static final String SLOW =
      """
      import pathlib, time
      from words import app

      @app.task(name="words.slow")
      def slow():
          while not pathlib.Path("go").exists():
              time.sleep(0.02)
          return "late"
      """;

  @TempDir private static Path folder;
  private static final URI BROKER = TestServers.rabbit().uri();
  private static final URI RESULTS = TestServers.redis().uri();
  private static Nodes nodes;
  private static ScenarioHttp http;
  private static CeleryProcess python;

  @BeforeAll
  static void start() throws IOException {
    CeleryProcess.unpackGuide(folder);
    Files.writeString(folder.resolve("slow.py"), SLOW);
    Path config = Files.writeString(folder.resolve("regions.yaml"), REGIONS);
    nodes = Run.nodes(config);
    nodes.startWorker(WorkerConfig.of("java", List.of("fra"), Scale.fixed(4)));
    http =
        new ScenarioHttp(
            nodes.startGateway(GatewayConfig.defaults().at("127.0.0.1", 0)).uri().toString());
    python =
        celery("-m", "celery", "--app", "slow", "worker", "--queues", "meridian.gru", "-l", "INFO");
    python.awaitOutput(" ready.");
    Await.until("the gateway knows of it", () -> isHealthy("gru"));
  }

  @AfterAll
  static void stop() {
    python.close();
    http.close();
    nodes.close();
  }

  private static CeleryProcess celery(String... args) {
    return CeleryProcess.start(folder, BROKER, RESULTS, args);
  }

  private static boolean isHealthy(String region) {
    return http.get("/regions/" + region).json().path("properties").path("healthy").asBoolean();
  }

  /// What a Python client prints.
  private static String client(String code) {
    try (CeleryProcess client = celery("-c", "from meridian_celery import app\n" + code)) {
      return client.finish().strip();
    }
  }

  private static String words(String text) {
    return "{\"inputs\":{\"text\":\"" + text + "\"},\"options\":{\"region\":\"gru\"}}";
  }

  @Test
  void clientOfTheGuideIsServedByAJavaWorker() {
    try (CeleryProcess client = celery("client.py")) {
      assertThat(client.finish().strip()).isEqualTo("{'stringInput': 'hello'}");
    }
  }

  @Test
  void canvasOfTheGuideRunsInBothLanguages() {
    try (CeleryProcess client = celery("compose.py")) {
      assertThat(client.finish().lines()).containsExactly("2", "{'stringInput': 'both are done'}");
    }
  }

  @Test
  void pythonClientGetsItsValueStateAndFailure() {
    assertThat(
            client(
                """
                echo = dict(kwargs={"stringInput": "Grüße", "arrayInput": [1, 2]}, queue="meridian.fra")
                many = [app.send_task("echo", **echo) for _ in range(50)]
                assert all(one.get(timeout=20) == echo["kwargs"] for one in many)
                print(many[0].state, many[0].get())
                """))
        .isEqualTo("SUCCESS {'stringInput': 'Grüße', 'arrayInput': [1, 2]}");
    assertThat(
            client(
                    """
                    def outcome(name, **kwargs):
                        result = app.send_task(name, kwargs=kwargs, queue="meridian.fra")
                        try:
                            return result.get(timeout=20)
                        except Exception as e:
                            return f"{result.state} {type(e).__name__}: {e}"
                    print(outcome("fetch", source="nowhere"))
                    print(outcome("echo", text="unknown"))
                    print(outcome("words.count", text="a b"))
                    """)
                .lines())
        .satisfiesExactly(
            fetch -> assertThat(fetch).startsWith("FAILURE UnknownSource: source: nowhere"),
            echo -> assertThat(echo).startsWith("FAILURE InvalidInput: input: required property"),
            words -> assertThat(words).startsWith("FAILURE NotRegistered: "));
  }

  @Test
  void pythonWorkerAnswersAClientThatWaits() {
    Reply reply = http.execute("words.count", words("to be or not to be")).expect(200);

    assertThat(reply.json().asInt()).isEqualTo(6);
    assertThat(reply.header("Link")).contains("rel=\"monitor\"");
  }

  @Test
  void pythonWorkerAnswersLater() {
    String id = http.job("words.count", words("one two three"));
    JsonNode job = http.awaitJob(id);

    assertThat(job.path("status").asString()).as(python.output()).isEqualTo("successful");
    assertThat(job.path("regions").toString())
        .isEqualTo("[{\"id\":\"gru\",\"done\":1,\"total\":1}]");
    assertThat(http.get("/jobs/" + id + "/results").expect(200).json().asInt()).isEqualTo(3);
    JsonNode parts = http.get("/jobs/" + id + "/parts").expect(200).json();
    assertThat(parts.path("complete").asBoolean()).isTrue();
    assertThat(parts.path("parts").get(0).path("value").asInt()).isEqualTo(3);
  }

  @Test
  void pythonFailureIsAProblem() {
    Reply blocking = http.execute("words.count", words(" ")).expect(500);
    assertThat(blocking.problem()).isEqualTo("task-failed");
    assertThat(blocking.json().path("failure").asString()).isEqualTo("ValueError");
    assertThat(blocking.json().path("detail").asString()).isEqualTo("no words");

    String id = http.job("words.count", words(" "));
    assertThat(http.awaitJob(id).path("status").asString()).isEqualTo("failed");
    Reply later = http.get("/jobs/" + id + "/results").expect(500);
    assertThat(later.json().path("failure").asString()).isEqualTo("ValueError");
  }

  @Test
  void cancelledPythonTaskStaysDismissedWhateverComesOfIt() throws IOException {
    String id = http.job("words.slow", "{\"options\":{\"region\":\"gru\"}}");
    Await.until("it runs", () -> python.output().contains("Task words.slow[" + id));
    http.delete("/jobs/" + id).expect(200);

    Files.createFile(folder.resolve("go"));
    Await.until("Python is done", () -> python.output().contains("[" + id + "] succeeded"));
    assertThat(http.awaitJob(id).path("status").asString()).isEqualTo("dismissed");
    assertThat(http.get("/jobs/" + id + "/results").expect(410).problem())
        .isEqualTo("job-dismissed");
  }

  @Test
  void inputsOfPythonTasksAreCheckedBeforeTheyAreSent() {
    String body = "{\"inputs\":{\"txt\":\"x\"},\"options\":{\"region\":\"gru\"}}";
    assertThat(http.execute("words.count", body).expect(400).problem())
        .isEqualTo("invalid-execute-request");
  }
}
