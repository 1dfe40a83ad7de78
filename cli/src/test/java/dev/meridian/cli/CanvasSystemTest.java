package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.canvas.Canvas;
import dev.meridian.canvas.Chain;
import dev.meridian.canvas.Group;
import dev.meridian.canvas.Signature;
import dev.meridian.client.CanvasClient;
import dev.meridian.client.CanvasResult;
import dev.meridian.client.OnFailure;
import dev.meridian.client.PendingCanvas;
import dev.meridian.client.Submission;
import dev.meridian.json.Json;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.ResultStore;
import dev.meridian.route.RoutePolicy;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskState;
import dev.meridian.testing.Await;
import dev.meridian.testing.TestServers;
import dev.meridian.worker.ControlCommand;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Scale;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Canvases of which a Java worker in one region and Debian's Celery in another run the parts,
/// submitted by Java and by Python, on RabbitMQ and Redis.
@SuppressWarnings("NullAway.Init")
final class CanvasSystemTest {
  private static final String REGIONS =
      """
      version: 1
      regions:
        - {id: fra, location: [8.68, 50.11]}
        - {id: gru, location: [-46.47, -23.43]}
        - {id: sin, location: [103.82, 1.35]}
      """;

  private static final String TASKS =
      """
      import pathlib
      from meridian_celery import app

      @app.task(name="py.add")
      def add(x, y):
          return x + y

      @app.task(name="py.sum")
      def total(numbers):
          return sum(numbers)

      @app.task(name="py.same")
      def same(value):
          return value

      @app.task(name="py.fail")
      def fail(*args):
          raise ValueError("bad value")

      @app.task(name="py.hear")
      def hear(value):
          pathlib.Path("heard").open("a").write(f"{value}\\n")
      """;

  private static final String NAMES =
      """
      from celery import chain, chord, group
      from meridian_celery import app

      def java(name, *args, **options):
          return app.signature("java." + name, args=args, queue="meridian.fra", **options)

      def py(name, *args, **options):
          return app.signature("py." + name, args=args, queue="meridian.gru", **options)

      def outcome(result):
          try:
              return result.get(timeout=30)
          except Exception as e:
              return f"{type(e).__name__}: {e}"

      """;

  @TempDir private static Path folder;
  private static final URI BROKER = TestServers.rabbit().uri();
  private static final URI RESULTS = TestServers.redis().uri();
  private static Nodes nodes;
  private static CanvasClient canvases;
  private static CeleryProcess python;
  private static Path config;

  @BeforeAll
  static void start() throws IOException {
    CeleryProcess.unpackGuide(folder);
    Files.writeString(folder.resolve("tasks.py"), TASKS);
    config = Files.writeString(folder.resolve("regions.yaml"), REGIONS);
    nodes = Run.nodes(config);
    canvases = nodes.connectedCanvases();
    nodes.startWorker(
        WorkerConfig.of("java", List.of("fra"), Scale.fixed(4)),
        CanvasWorker.tasks(),
        ControlCommand.STANDARD,
        false);
    python =
        celery(
            "-m", "celery", "--app", "tasks", "worker", "--queues", "meridian.gru", "-l", "INFO");
    python.awaitOutput(" ready.");
  }

  @AfterAll
  static void stop() {
    python.close();
    nodes.close();
  }

  private static CeleryProcess celery(String... args) {
    return CeleryProcess.start(folder, BROKER, RESULTS, args);
  }

  /// What a Python client prints.
  private static String client(String code) {
    try (CeleryProcess client = celery("-c", NAMES + code)) {
      return client.finish().strip();
    }
  }

  private static Signature java(String name) {
    return Signature.of("java." + name).in("fra");
  }

  private static Signature py(String name) {
    return Signature.of("py." + name).in("gru");
  }

  private static Signature of(Signature signature, int... numbers) {
    Signature with = signature;
    for (int number : numbers) {
      with = with.with(Json.of(number));
    }
    return with;
  }

  /// Whatever is known of the health of the regions yet: Java knows no task of Python's.
  private static PendingCanvas submit(Canvas canvas) {
    Submission.Options usual = Submission.Options.STANDARD;
    Submission.Options pinned =
        new Submission.Options(
            RoutePolicy.PIN,
            usual.priority(),
            usual.deadline(),
            usual.resultTtl(),
            usual.tombstoneTtl(),
            usual.minSuccess());
    return canvases.submit(canvas, pinned, new OnFailure.Fail());
  }

  private static CanvasResult run(Canvas canvas) throws InterruptedException {
    try (PendingCanvas pending = submit(canvas)) {
      return pending
          .await(Duration.ofSeconds(30))
          .orElseThrow(() -> new AssertionError("no end in time: " + python.output()));
    }
  }

  private static void assertValue(Canvas canvas, String value) throws InterruptedException {
    CanvasResult result = run(canvas);
    assertThat(result.failures()).as(python.output()).isEmpty();
    assertThat(result.value()).isEqualTo(Json.read(value));
  }

  private static void awaitHeard(String text) {
    Await.until(
        text + " is heard",
        () ->
            Files.exists(folder.resolve("heard"))
                && Files.readAllLines(folder.resolve("heard")).contains(text));
  }

  @Test
  void chainGoesFromJavaToPythonAndBack() throws InterruptedException {
    assertValue(Chain.of(of(java("add"), 1, 2), of(py("add"), 10), of(java("add"), 100)), "113");
  }

  @Test
  void requestIsOverWhenBothAreDone() throws InterruptedException {
    try (PendingCanvas pending = submit(Chain.of(of(py("add"), 1, 2), header(1, 2)))) {
      assertThat(pending.await(Duration.ofSeconds(30))).isPresent();
      RequestStatus status = nodes.connectedClient().status(pending.request().id()).orElseThrow();
      assertThat(status.state()).isEqualTo(TaskState.SUCCESSFUL);
      assertThat(status.done()).isEqualTo(3);
    }
  }

  @Test
  void chainGoesFromPythonToJavaAndBack() throws InterruptedException {
    assertValue(Chain.of(of(py("add"), 1, 2), of(java("add"), 10), of(py("add"), 100)), "113");
  }

  @Test
  void groupIsAnsweredByBoth() throws InterruptedException {
    assertValue(Group.of(of(java("add"), 1, 2), of(py("add"), 3, 4)), "[3,7]");
  }

  @Test
  void chunksAreMappedByBoth() throws InterruptedException {
    List<JsonNode> lists = List.of(Json.read("[1,2]"), Json.read("[3]"), Json.read("[4,5]"));
    assertValue(Group.chunks(java("sum"), lists, 2), "[[3,3],[9]]");
    assertValue(Group.chunks(py("sum"), lists, 2), "[[3,3],[9]]");
  }

  @Test
  void chordIsCountedByBoth() throws InterruptedException {
    Group header = Group.of(of(java("add"), 1, 2), of(py("add"), 3, 4), of(java("add"), 5, 6));
    assertValue(header.join(java("sum")), "21");
    assertValue(header.join(py("sum")), "21");
    assertValue(Chain.of(of(py("add"), 1, 1), header(1, 2), py("sum"), of(java("add"), 5)), "12");
    assertValue(Chain.of(of(java("add"), 1, 1), header(1, 2), java("sum"), of(py("add"), 5)), "12");
  }

  private static Group header(int x, int y) {
    return Group.of(of(java("add"), x), of(py("add"), y));
  }

  @Test
  void nestedChordsAndListsOfListsWork() throws InterruptedException {
    Canvas inner = Group.of(of(java("add"), 1, 1), of(py("add"), 2, 2)).join(py("sum"));
    assertValue(Group.of(inner, of(java("add"), 3, 3)).join(java("sum")), "12");
    Canvas ends = Chain.of(of(py("add"), 1, 1), header(1, 2));
    Canvas lists = Group.of(ends, of(java("add"), 3, 3));
    assertValue(Chain.of(lists, py("same")), "[[3,4],6]");
    Canvas last = Chain.of(of(java("add"), 1, 1), header(1, 2));
    assertValue(Group.of(of(py("add"), 3, 3), last).join(py("same")), "[6,[3,4]]");
  }

  @Test
  void failureInEitherLanguageFailsTheChord() throws InterruptedException {
    for (Signature broken : List.of(java("fail"), py("fail"))) {
      for (Signature body : List.of(java("sum"), py("sum"))) {
        CanvasResult result = run(Group.of(of(java("add"), 1, 2), broken).join(body));
        assertThat(result.state()).isEqualTo(TaskState.FAILED);
        assertThat(result.failures().getFirst().type()).isEqualTo("ChordError");
      }
    }
  }

  @Test
  void javaWorkerKeepsTheRuleOfAChordWithPartsOfBoth() throws InterruptedException {
    Path gate = folder.resolve("rule");
    Signature last =
        Signature.of("java.gate")
            .with(Json.object().put("file", gate.toString()).put("value", 5))
            .in("fra");
    Group header = Group.of(of(py("add"), 1, 2), of(py("fail")), last);
    try (PendingCanvas pending = submit(header.join(py("same")).needing(2))) {
      Await.until(
          "Python's parts are over",
          () -> nodes.connectedClient().status(pending.request().id()).orElseThrow().done() == 2);
      Files.writeString(gate, "");
      assertThat(pending.await(Duration.ofSeconds(30)).orElseThrow().value())
          .isEqualTo(Json.read("[3,null,5]"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void failureEndsTheRestOfAChain() throws InterruptedException {
    for (Signature broken : List.of(java("fail"), py("fail"))) {
      CanvasResult result =
          run(Chain.of(of(java("add"), 1, 2), broken, of(py("add"), 1), of(java("add"), 1)));
      assertThat(result.state()).isEqualTo(TaskState.FAILED);
      assertThat(result.failures().getFirst().type()).isIn("JavaBroken", "ValueError");
    }
  }

  @Test
  void callbacksAndErrbacksCrossOver() throws InterruptedException {
    assertThat(run(of(java("add"), 40, 2).link(py("hear"))).value().asInt()).isEqualTo(42);
    awaitHeard("42");
    try (PendingCanvas pending = submit(java("fail").onError(py("hear")))) {
      assertThat(pending.await(Duration.ofSeconds(30))).isPresent();
      awaitHeard(pending.request().tasks().getFirst().id().value());
    }
  }

  @Test
  void pythonClientComposesBoth() {
    assertThat(
            client(
                """
                print(outcome(chain(java("add", 1, 2), py("add", 10), java("add", 100))()))
                print(outcome(chain(py("add", 1, 2), java("add", 10), py("add", 100))()))
                print(outcome(group(java("add", 1, 2), py("add", 3, 4))()))
                print(outcome(chord([java("add", 1, 2), py("add", 3, 4)])(java("sum"))))
                print(outcome(chord([java("add", 1, 2), py("add", 3, 4)])(py("sum"))))
                print(outcome(chain(java("add", 1, 1), group(java("add", 1), py("add", 2)),
                                    py("sum"), java("add", 5))()))
                print(outcome(chord([chain(java("add", 1, 1), py("add", 1)),
                                     chain(py("add", 1, 1), java("add", 1))])(java("sum"))))
                print(outcome(chord([chord([java("add", 1, 1), py("add", 2, 2)], java("sum")),
                                     java("add", 3, 3)])(py("sum") | java("add", 1))))
                pairs = {"task": java("add"), "it": [(1, 2), (3, 4)]}
                starmap = app.signature("celery.starmap", kwargs=pairs, queue="meridian.fra")
                print(outcome(starmap.delay()))
                """))
        .isEqualTo("113\n113\n[3, 7]\n10\n10\n12\n6\n13\n[3, 7]");
  }

  @Test
  void chordSurvivesTheDeathOfItsWorker() throws InterruptedException, IOException {
    Map<String, String> environment =
        Map.of(
            "MERIDIAN_BROKER", BROKER.toString(),
            "MERIDIAN_RESULTS", RESULTS.toString(),
            "MERIDIAN_CONFIG", config.toString());
    Path gate = folder.resolve("gate");
    Signature gated =
        Signature.of("java.gate")
            .with(Json.object().put("file", gate.toString()).put("value", 5))
            .in("sin");
    Group header = Group.of(of(java("add").in("sin"), 1, 2), gated, of(py("add"), 3, 4));
    try (Program victim =
            Program.start(CanvasWorker.class, List.of(), environment, "victim", "sin");
        PendingCanvas pending = submit(header.join(java("sum")))) {
      TaskId gatedId = pending.request().tasks().get(1).id();
      ResultStore results = nodes.wiring().store().results();
      Await.until("the victim runs it", () -> results.find(gatedId).isPresent());
      victim.kill();
      Files.createFile(gate);
      nodes.startWorker(
          WorkerConfig.of("heir", List.of("sin"), Scale.fixed(4)),
          CanvasWorker.tasks(),
          ControlCommand.STANDARD,
          false);

      CanvasResult result = pending.await(Duration.ofSeconds(40)).orElseThrow();
      assertThat(result.value().asInt()).isEqualTo(15);
    }
  }

  @Test
  void javaWorkerRoutesWhatNamesNoQueue() {
    assertThat(
            client(
                """
                print(outcome(chain(java("add", 1, 2),
                                    app.signature("py.add", args=(10,), region="gru"))()))
                print(outcome(chain(java("add", 1, 2),
                                    app.signature("py.add", args=(20,), near=[-46.0, -23.0]))()))
                print(outcome(chain(java("add", 1, 2), app.signature("java.add", args=(30,)))()))
                """))
        .isEqualTo("13\n23\n33");
  }

  @Test
  void pythonClientHearsOfFailures() {
    assertThat(
            client(
                    """
                    print(outcome(chord([java("fail"), py("add", 3, 4)])(py("sum"))))
                    print(outcome(chord([java("add", 1, 2), py("fail")])(java("sum"))))
                    print(outcome(chain(java("fail"), py("add", 1))()))
                    body = chord([java("fail"), py("add", 3, 4)])(java("sum"))
                    print(outcome(app.AsyncResult(body.id)))
                    result = java("add", 30, 3).apply_async(link=py("hear"))
                    print(outcome(result), outcome(result.children[0]) is None)
                    java("fail", task_id="failed-one").apply_async(link_error=py("hear"))
                    """)
                .lines())
        .satisfiesExactly(
            java -> assertThat(java).isEqualTo("JavaBroken: on purpose"),
            python -> assertThat(python).isEqualTo("ValueError: bad value"),
            chain -> assertThat(chain).isEqualTo("JavaBroken: on purpose"),
            chord -> assertThat(chord).startsWith("ChordError: Dependency "),
            link -> assertThat(link).isEqualTo("33 True"));
    awaitHeard("33");
    awaitHeard("failed-one");
  }
}
