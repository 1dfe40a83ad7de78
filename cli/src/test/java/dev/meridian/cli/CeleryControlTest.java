package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import dev.meridian.testing.Metrics;
import dev.meridian.testing.RabbitNode;
import dev.meridian.testing.RedisNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Debian's `celery inspect`, `control`, `status` and `events` on a Java worker, and our commands
/// on a Python worker.
@SuppressWarnings("NullAway.Init")
final class CeleryControlTest {
  private static final String REGIONS =
      """
      version: 1
      regions:
        - {id: fra, location: [8.68, 50.11]}
        - {id: gru, location: [-46.47, -23.43]}
      """;
  private static final String NODE = "fra@java";

  @TempDir private static Path folder;
  private static RabbitNode rabbit;
  private static RedisNode redis;
  private static Program worker;

  @BeforeAll
  static void start() throws IOException {
    CeleryProcess.unpackGuide(folder);
    Files.writeString(folder.resolve("regions.yaml"), REGIONS);
    rabbit = RabbitNode.launch();
    redis = RedisNode.launch();
    worker = worker(NODE);
  }

  @AfterAll
  static void stop() {
    worker.close();
    rabbit.close();
    redis.close();
  }

  private static Program worker(String name, String... more) {
    List<String> args =
        new ArrayList<>(List.of("worker", "--region", "fra", "--name", name, "--metrics", "0"));
    args.addAll(List.of(more));
    return Program.start(environment(), args.toArray(String[]::new)).awaitOut("metrics at http");
  }

  private static Map<String, String> environment() {
    return Map.of(
        "MERIDIAN_BROKER", rabbit.uri().toString(),
        "MERIDIAN_RESULTS", redis.uri().toString(),
        "MERIDIAN_CONFIG", folder.resolve("regions.yaml").toString());
  }

  private static CeleryProcess python(String... args) {
    return CeleryProcess.start(folder, rabbit.uri(), redis.uri(), args);
  }

  /// What a command of Celery prints.
  private static String celery(String... args) {
    List<String> command = new ArrayList<>(List.of("-m", "celery", "-A", "meridian_celery"));
    command.addAll(List.of(args));
    try (CeleryProcess process = python(command.toArray(String[]::new))) {
      return process.finish();
    }
  }

  /// What `celery inspect` learns from the Java worker.
  private static JsonNode inspect(String what, String... args) {
    return ask("inspect", what, args);
  }

  /// What the Java worker says to `celery control`.
  private static JsonNode control(String what, String... args) {
    return ask("control", what, args);
  }

  private static JsonNode ask(String kind, String what, String... args) {
    List<String> all = new ArrayList<>(List.of(kind, "-d", NODE, "-t", "10", "--json", what));
    all.addAll(List.of(args));
    JsonNode replies = Json.read(celery(all.toArray(String[]::new)));
    JsonNode reply = replies.isArray() ? replies.get(0) : replies;
    assertThat(reply.has(NODE)).as(replies.toString()).isTrue();
    return reply.path(NODE);
  }

  /// What a Python client prints.
  private static String client(String code) {
    try (CeleryProcess client = python("-c", "from meridian_celery import app\n" + code)) {
      return client.finish().strip();
    }
  }

  private static String send(String id, int pause) {
    return client(
        """
        app.send_task("echo", kwargs={"stringInput": "x", "pause": %d}, queue="meridian.fra", task_id="%s")
        """
            .formatted(pause, id));
  }

  private static String state(String id) {
    return client("print(app.AsyncResult('" + id + "').state)");
  }

  @Test
  void inspectReads() {
    assertThat(inspect("ping")).isEqualTo(Json.read("{\"ok\":\"pong\"}"));
    JsonNode stats = inspect("stats");
    assertThat(stats.path("pool").path("max-concurrency").asInt()).isEqualTo(32);
    assertThat(stats.path("broker").path("port").asInt()).isEqualTo(rabbit.port());
    assertThat(stats.path("clock").isString()).isTrue();
    assertThat(stats.at("/tracking/regions/fra/partitions/consumed").asInt()).isEqualTo(8);
    Metrics metrics = Metrics.at(worker.out().strip().replaceFirst("(?s).*metrics at ", ""));
    assertThat(metrics.of("position_partitions_consumed{region=\"fra\"}")).isEqualTo(8);
    assertThat(inspect("registered").toString()).contains("\"echo\"", "\"fetch\"");
    assertThat(inspect("active_queues"))
        .extracting(queue -> queue.path("name").asString())
        .contains("meridian.fra", "meridian.fra.high", "meridian.fra.low");
    assertThat(inspect("scheduled")).isEmpty();
    assertThat(inspect("clock").path("clock").asLong()).isPositive();
    assertThat(inspect("report").path("ok").asString()).contains("meridian:", "broker_url");
    assertThat(inspect("conf").toString()).contains("worker_concurrency").doesNotContain("guest");
  }

  @Test
  void statusFindsTheWorker() {
    assertThat(celery("status")).contains(NODE + ": OK", "node online.");
  }

  @Test
  void activeTaskIsTerminatedAndItsClientHears() {
    String id = "terminated-1";
    send(id, 60);
    Await.until("it runs", () -> inspect("active").toString().contains(id));
    JsonNode row = inspect("active").get(0);
    assertThat(row.path("name").asString()).isEqualTo("echo");
    assertThat(row.path("kwargs").path("stringInput").asString()).isEqualTo("x");
    assertThat(row.path("delivery_info").path("routing_key").asString()).isEqualTo("meridian.fra");
    assertThat(inspect("query_task", id).path(id).get(0).asString()).isEqualTo("active");
    assertThat(control("terminate", "SIGTERM", id).path("ok").asString())
        .isEqualTo("terminate: " + id);
    Await.until("it is over", () -> state(id).equals("REVOKED"));
    assertThat(inspect("active")).isEmpty();
  }

  @Test
  void revokedTaskIsNotRunEvenByAWorkerThatStartsLater() {
    String id = "revoked-1";
    assertThat(control("revoke", id).path("ok").asString())
        .isEqualTo("tasks " + id + " flagged as revoked");
    assertThat(inspect("revoked").toString()).contains(id);
    worker.terminate().awaitEnd();
    worker = worker(NODE);
    assertThat(inspect("revoked").toString()).contains(id);
    send(id, 0);
    Await.until("it is dismissed", () -> state(id).equals("REVOKED"));
    String raised =
        client(
            """
            try:
                print(app.AsyncResult("revoked-1").get(timeout=5))
            except Exception as e:
                print(type(e).__name__, e)
            """);
    assertThat(raised).isEqualTo("TaskRevokedError revoked");
  }

  @Test
  void controlChangesThePool() {
    try {
      assertThat(control("pool_grow", "3").path("ok").asString()).isEqualTo("pool will grow");
      assertThat(slots()).isEqualTo(35);
      assertThat(control("pool_shrink", "5").path("ok").asString()).isEqualTo("pool will shrink");
      assertThat(slots()).isEqualTo(30);
      assertThat(control("autoscale", "8", "4").path("ok").asString())
          .isEqualTo("autoscale now max=8 min=4");
      assertThat(slots()).isLessThanOrEqualTo(8);
      assertThat(control("pool_grow", "1").path("error").asString()).contains("autoscale");
    } finally {
      control("autoscale", "32", "32");
    }
  }

  private static int slots() {
    return inspect("stats").path("pool").path("max-concurrency").asInt();
  }

  @Test
  void controlChangesTheQueues() {
    String queue = "meridian.extra";
    assertThat(control("add_consumer", queue).path("ok").asString())
        .isEqualTo("add consumer " + queue);
    assertThat(inspect("active_queues").toString()).contains("\"" + queue + "\"");
    assertThat(
            client(
                """
                from kombu import Exchange, Queue
                extra = Queue("meridian.extra", Exchange("meridian", type="topic"),
                    routing_key="meridian.extra", queue_arguments={"x-queue-type": "quorum"})
                app.amqp.queues.add(extra)
                print(app.send_task("echo", kwargs={"stringInput": "far"}, queue="meridian.extra").get(timeout=10))
                """))
        .isEqualTo("{'stringInput': 'far'}");
    assertThat(control("cancel_consumer", queue).path("ok").asString())
        .isEqualTo("no longer consuming from " + queue);
    assertThat(inspect("active_queues").toString()).doesNotContain(queue);
  }

  @Test
  void controlChangesTimeLimits() {
    assertThat(control("time_limit", "echo", "1", "2").path("ok").asString())
        .isEqualTo("time limits set successfully");
    try {
      send("limited-1", 30);
      Await.until("it is over", () -> inspect("active").isEmpty());
    } finally {
      control("time_limit", "echo", "60", "75");
    }
    assertThat(control("time_limit", "nosuch", "1").path("error").asString())
        .isEqualTo("unknown task");
  }

  @Test
  void controlChangesTheRateOfAType() {
    assertThat(control("rate_limit", "echo", "1/h").path("ok").asString())
        .isEqualTo("new rate limit set successfully");
    try {
      assertThat(inspect("registered").toString()).contains("\"echo [rate_limit=1/h]\"");
      String states =
          client(
              """
              tasks = [app.send_task("echo", kwargs={"stringInput": "x"}, queue="meridian.fra") for _ in range(2)]
              print(tasks[0].get(timeout=20), tasks[1].state)
              """);
      assertThat(states).isEqualTo("{'stringInput': 'x'} PENDING");
      assertThat(inspect("active")).isEmpty();
    } finally {
      control("rate_limit", "echo", "0");
    }
    assertThat(inspect("registered").toString()).doesNotContain("rate_limit");
    assertThat(control("rate_limit", "echo", "often").path("error").asString())
        .startsWith("rate_limit: often (expected: ");
  }

  @Test
  void celeryMayLookButNotChangeWhereChangesMustBeSigned() throws IOException {
    Path keys = keys("cautious.yaml", "c");
    String node = "cautious@java";
    try (Program cautious =
        worker(node, "--control-signing", "changes", "--keys", keys.toString())) {
      assertThat(celery("inspect", "-d", node, "-t", "10", "ping")).contains("pong");
      Json.read(celery("inspect", "-d", node, "-t", "10", "--json", "stats"));
      assertThat(celery("control", "-d", node, "-t", "10", "revoke", "r-2"))
          .contains("signature: missing (expected: by a key of this worker")
          .doesNotContain("flagged");
      String[] revoke = {"control", "revoke", "r-2", "-d", node, "-t", "20s"};
      assertThat(meridian(revoke).code()).isEqualTo(Exit.FAILED);
      assertThat(meridian(signed(keys("other.yaml", "o"), revoke)).out())
          .contains("error: header meridian-signature: that of another request");
      assertThat(meridian("inspect", "revoked", "-d", node, "-t", "20s").out())
          .doesNotContain("r-2");
      Run accepted = meridian(signed(keys, revoke));
      assertThat(accepted.out()).contains("tasks r-2 flagged as revoked");
      assertThat(accepted.code()).isZero();
      assertThat(celery("inspect", "-d", node, "-t", "10", "revoked")).contains("r-2");
      assertThat(cautious.isRunning()).isTrue();
    }
  }

  private static Path keys(String file, String letter) throws IOException {
    String secret = Base64.getEncoder().encodeToString(letter.repeat(32).getBytes(UTF_8));
    String text = "version: 1\nkeys: [{id: ops-1, purpose: sign, secret: " + secret + "}]\n";
    return Files.writeString(folder.resolve(file), text);
  }

  private static String[] signed(Path keys, String... args) {
    return Stream.concat(Stream.of(args), Stream.of("--keys", keys.toString()))
        .toArray(String[]::new);
  }

  @Test
  void shutdownIsRefusedUnlessItIsAllowed() {
    assertThat(control("shutdown").path("error").asString())
        .startsWith("command: shutdown (expected: one that --control allows: ping, ");
    assertThat(worker.isRunning()).isTrue();
    try (Program obedient = worker("obedient@java", "--control", "read,shutdown")) {
      celery("control", "-d", "obedient@java", "shutdown");
      assertThat(obedient.awaitEnd()).isZero();
    }
  }

  @Test
  void monitorOfCeleryKnowsWorkerAndTask() {
    String seen =
        client(
            """
            import threading
            state = app.events.State()
            app.control.enable_events()
            def watch():
                with app.connection_for_read() as connection:
                    receiver = app.events.Receiver(connection, handlers={"*": state.event})
                    listening.set()
                    for _ in receiver.itercapture(limit=None, timeout=20, wakeup=False):
                        task = state.tasks.get("seen-1")
                        if task is not None and task.state == "SUCCESS":
                            return
            listening = threading.Event()
            thread = threading.Thread(target=watch)
            thread.start()
            listening.wait()
            import time
            while not state.workers and thread.is_alive():
                time.sleep(0.1)
            app.send_task("echo", kwargs={"stringInput": "x"}, queue="meridian.fra", task_id="seen-1")
            thread.join(20)
            task, worker = state.tasks["seen-1"], state.workers["%s"]
            print(task.state, task.name, task.kwargs, task.result, task.worker.hostname, worker.alive)
            """
                .formatted(NODE));
    assertThat(seen)
        .isEqualTo("SUCCESS echo {'stringInput': 'x'} {'stringInput': 'x'} " + NODE + " True");
  }

  @Test
  void nodeAnswersAgainAfterARestartOfTheBroker() {
    rabbit.stop();
    rabbit.start();
    Await.until(
        "it answers",
        Duration.ofSeconds(40),
        () -> meridian("inspect", "ping", "-d", NODE, "-t", "2s").code() == Exit.OK);
    assertThat(inspect("ping")).isEqualTo(Json.read("{\"ok\":\"pong\"}"));
  }

  @Test
  void meridianAsksPythonAndJavaAlike() {
    try (CeleryProcess python =
        python(
            "-m",
            "celery",
            "-A",
            "words",
            "worker",
            "--queues",
            "meridian.gru",
            "-n",
            "py@snake",
            "-l",
            "INFO")) {
      python.awaitOutput(" ready.");
      Run ping = meridian("inspect", "ping", "--timeout", "3s");
      assertThat(ping.lines())
          .containsExactly("NODE      REPLY", "fra@java  pong", "py@snake  pong");
      assertThat(ping.code()).isZero();
      JsonNode stats = meridian("inspect", "stats", "-d", "py@snake", "-t", "20s", "--json").json();
      assertThat(stats.path("py@snake").path("pool").path("max-concurrency").asInt()).isPositive();
      assertThat(meridian("inspect", "registered", "-d", "py@snake", "-t", "20s").lines())
          .containsExactly("NODE      TYPE", "py@snake  words.count");
      assertThat(meridian("inspect", "stats", "-d", NODE, "-t", "20s").lines()).hasSize(2);
      Run revoke = meridian("control", "revoke", "r1", "-d", "py@snake", "-d", NODE, "-t", "20s");
      assertThat(revoke.out()).containsPattern("py@snake +tasks .*r1.* flagged as revoked");
      assertThat(meridian("inspect", "revoked", "-d", "py@snake", "-t", "20s").out())
          .contains("py@snake  r1");
      assertThat(python.output()).contains("sync with 1 nodes").doesNotContain("Traceback");
    }
  }

  private static Run meridian(String... args) {
    return Run.of(environment(), "", args);
  }

  @Test
  void nodeThatIsNotThereIsToldByExitCodeAndWords() {
    Run run = meridian("inspect", "ping", "-d", "nobody@x");
    assertThat(run.err()).isEqualTo("meridian: no reply of nobody@x within 1.0 s\n");
    assertThat(run.code()).isEqualTo(Exit.TIMEOUT);
    Run refused = meridian("control", "shutdown", "-d", NODE, "-t", "20s");
    assertThat(refused.out()).contains("error: command: shutdown (expected: ");
    assertThat(refused.code()).isEqualTo(Exit.FAILED);
  }

  @Test
  void eventsAreDumped() {
    try (CeleryProcess dump = python("-m", "celery", "-A", "meridian_celery", "events", "--dump")) {
      dump.awaitOutput("heartbeat");
      assertThat(control("enable_events").path("ok").asString()).contains("enabled");
      send("event-1", 0);
      dump.awaitOutput("task succeeded");
      assertThat(dump.output()).contains("task received", "task started", "event-1");
      assertThat(control("disable_events").path("ok").asString()).isEqualTo("task events disabled");
    }
  }
}
