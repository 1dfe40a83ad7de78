package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Publication;
import dev.meridian.cli.ScenarioHttp.Reply;
import dev.meridian.gateway.GatewayConfig;
import dev.meridian.rabbit.RabbitBroker;
import dev.meridian.rabbit.RabbitConfig;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.seal.SigningMode;
import dev.meridian.testing.Await;
import dev.meridian.testing.RabbitNode;
import dev.meridian.testing.TestServers;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Scale;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/// Signed messages between a gateway, Java workers and Debian's Celery: `fra` requires signatures
/// and gets encrypted messages, `iad` only signs, `gru` is served by Python, which knows of
/// nothing.
@SuppressWarnings("NullAway.Init")
final class SigningSystemTest {
  private static final String REGIONS =
      """
      version: 1
      regions:
        - {id: fra, location: [8.68, 50.11]}
        - {id: iad, location: [-77.49, 39.04]}
        - {id: gru, location: [-46.47, -23.43]}
      sources:
        - {id: nowhere, url: "http://127.0.0.1:9/", home: fra, allowPrivateNetworks: true}
      tasks:
        - name: words.count
          inputs: {text: {schema: {type: string}, required: true}}
          output: {schema: {type: integer}}
      """;

  @TempDir private static Path folder;
  private static final RabbitNode RABBIT = RabbitNode.launch();
  private static final URI RESULTS = TestServers.redis().uri();
  private static final List<Nodes> NODES = new ArrayList<>();
  private static RabbitBroker broker;
  private static ScenarioHttp http;
  private static CeleryProcess python;

  @BeforeAll
  static void start() throws IOException {
    CeleryProcess.unpackGuide(folder);
    Files.writeString(folder.resolve("regions.yaml"), REGIONS);
    Files.writeString(folder.resolve("keys.yaml"), keys());
    nodes("require").startWorker(worker("fra"));
    nodes("sign").startWorker(worker("iad"));
    GatewayConfig anywhere = GatewayConfig.defaults().at("127.0.0.1", 0);
    http = new ScenarioHttp(nodes("require").startGateway(anywhere).uri().toString());
    python = celery("-m", "celery", "--app", "words", "worker", "-Q", "meridian.gru", "-l", "INFO");
    python.awaitOutput(" ready.");
    List.of("fra", "iad", "gru")
        .forEach(region -> Await.until(region + " is healthy", () -> isHealthy(region)));
    broker = RabbitBroker.connect(RabbitConfig.defaults(RABBIT.uri()), InstantSource.system());
    assertThat(broker.awaitConnected(Duration.ofSeconds(20))).isTrue();
  }

  private static String keys() {
    return """
    version: 1
    keys:
      - {id: all-1, purpose: sign, secret: %s}
      - {id: fra-1, purpose: sign, secret: %s, regions: [fra], notBefore: 2026-01-01T00:00:00Z}
      - {id: fra-e, purpose: encrypt, secret: %s, regions: [fra]}
    """
        .formatted(secret("a"), secret("b"), secret("c"));
  }

  private static String secret(String letter) {
    return Base64.getEncoder().encodeToString(letter.repeat(32).getBytes(UTF_8));
  }

  private static WorkerConfig worker(String region) {
    return WorkerConfig.of("java-" + region, List.of(region), Scale.fixed(4));
  }

  private static Nodes nodes(String mode) {
    Nodes nodes = Nodes.shared(shell(), settings(mode));
    NODES.add(nodes);
    return nodes;
  }

  private static Shell shell() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return Run.shell(Map.of(), "", nowhere, nowhere);
  }

  private static Settings settings(String mode) {
    Settings settings = new Settings();
    new CommandLine(settings)
        .registerConverter(SigningMode.class, SigningMode::of)
        .parseArgs(
            "--config",
            folder.resolve("regions.yaml").toString(),
            "--broker",
            RABBIT.uri().toString(),
            "--results",
            RESULTS.toString(),
            "--signing",
            mode,
            "--keys",
            folder.resolve("keys.yaml").toString());
    return settings;
  }

  @AfterAll
  static void stop() {
    python.close();
    http.close();
    NODES.reversed().forEach(Nodes::close);
    broker.close();
    RABBIT.close();
  }

  private static CeleryProcess celery(String... args) {
    return CeleryProcess.start(folder, RABBIT.uri(), RESULTS, args);
  }

  private static boolean isHealthy(String region) {
    return http.get("/regions/" + region).json().path("properties").path("healthy").asBoolean();
  }

  private static String client(String code) {
    try (CeleryProcess client = celery("-c", "from meridian_celery import app\n" + code)) {
      return client.finish().strip();
    }
  }

  private static String echo(String region) {
    return "{\"inputs\":{\"stringInput\":\"hi\"},\"options\":{\"region\":\"" + region + "\"}}";
  }

  /// The dead letters that a seal refused.
  private static List<JsonNode> refused() {
    return http.get("/dead-letters?reason=meridian-key")
        .expect(200)
        .json()
        .path("letters")
        .valueStream()
        .toList();
  }

  @Test
  void gatewayAndWorkersUnderstandEachOther() {
    for (String region : List.of("fra", "iad")) {
      Reply reply = http.execute("echo", echo(region)).expect(200);
      assertThat(reply.json().toString()).contains("hi");
      JsonNode job = http.awaitJob(http.job("echo", echo(region)));
      assertThat(job.path("status").asString()).isEqualTo("successful");
    }
  }

  @Test
  void pythonWorkerDoesNotNoticeASignature() {
    assertThat(countedByPython()).isEqualTo(3);
  }

  private static int countedByPython() {
    String words = "{\"inputs\":{\"text\":\"to be or\"},\"options\":{\"region\":\"gru\"}}";
    return http.execute("words.count", words).expect(200).json().asInt();
  }

  @Test
  void pythonWorkerRefusesWhatIsEncryptedAndGoesOn() {
    Seal fra = KeysInUse.of(shell(), settings("sign")).seal(shell());
    Message plain =
        new Message(
            Map.of("task", "words.count", "id", "not-for-python", "lang", "java"),
            "application/json",
            "utf-8",
            null,
            0,
            "[[\"a b\"],{},{}]".getBytes(UTF_8));
    QueueName queue = QueueName.of("gru", Priority.NORMAL);
    broker.publish(Publication.now(queue, fra.seal(plain, "fra")));
    python.awaitOutput("ContentDisallowed");
    assertThat(countedByPython()).isEqualTo(3);
  }

  @Test
  void retriesAreSignedAnew() {
    String fetch = "{\"inputs\":{\"source\":\"nowhere\"},\"options\":{\"region\":\"fra\"}}";
    JsonNode job = http.awaitJob(http.job("fetch", fetch));
    assertThat(job.path("status").asString()).isEqualTo("failed");
    String id = job.path("jobID").asString();
    JsonNode problem = http.get("/jobs/" + id + "/results").json();
    assertThat(problem.path("failure").asString()).as(problem.toString()).startsWith("Source");
    assertThat(refused()).noneMatch(letter -> letter.toString().contains(id));
  }

  @Test
  void unsignedPythonMessageIsTakenWhereSignaturesAreNotRequired() {
    String answer =
        client(
            """
            from meridian_celery import queue
            app.conf.task_queues = [queue("iad")]
            task = app.send_task("echo", kwargs={"stringInput": "hello"}, queue="meridian.iad")
            print(task.get(timeout=20))
            """);
    assertThat(answer).isEqualTo("{'stringInput': 'hello'}");
  }

  @Test
  void unsignedPythonMessageIsRefusedAndEndsNoTaskWhereTheyAre() {
    JsonNode over = http.awaitJob(http.job("echo", echo("fra")));
    String answer =
        client(
            """
            for id in ("%s", "forged-1"):
                app.send_task("echo", kwargs={"stringInput": "x"}, queue="meridian.fra", task_id=id)
            """
                .formatted(over.path("jobID").asString()));
    assertThat(answer).isEmpty();
    Await.until("both are refused", () -> refused().size() == 2);
    assertThat(refused())
        .allSatisfy(letter ->
            assertThat(letter.path("reason").asString())
                .isEqualTo(
                    "header meridian-key: missing"
                        + " (expected: the id of a key to sign for fra: [all-1, fra-1])"));
    assertThat(client("print(app.AsyncResult('forged-1').state)")).isEqualTo("PENDING");
    String id = over.path("jobID").asString();
    assertThat(http.get("/jobs/" + id).json().path("status").asString()).isEqualTo("successful");
    http.execute("echo", echo("fra")).expect(200);
  }
}
