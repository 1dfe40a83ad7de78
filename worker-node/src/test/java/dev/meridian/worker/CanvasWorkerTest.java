package dev.meridian.worker;

import static dev.meridian.worker.CanvasScene.add;
import static dev.meridian.worker.CanvasScene.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.broker.Publication;
import dev.meridian.canvas.Canvas;
import dev.meridian.canvas.Chain;
import dev.meridian.canvas.Freezing;
import dev.meridian.canvas.Group;
import dev.meridian.canvas.Launch;
import dev.meridian.canvas.Signature;
import dev.meridian.client.CanvasResult;
import dev.meridian.client.OnFailure;
import dev.meridian.client.PendingCanvas;
import dev.meridian.json.Json;
import dev.meridian.result.Chords;
import dev.meridian.result.RequestRecord.TaskEntry;
import dev.meridian.result.ResultStore.CancelOutcome;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.testing.Await;
import dev.meridian.wire.Envelope;
import dev.meridian.worker.WorkerConfig.Scale;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class CanvasWorkerTest {
  private static final Signature FAIL = Signature.of("fail");

  private final CanvasScene scene = new CanvasScene();
  private @Nullable WorkerNode worker;

  @BeforeEach
  void start() {
    worker = scene.scene.start(Scale.fixed(4));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void assertValue(Canvas canvas, String value) throws InterruptedException {
    CanvasResult result = scene.run(canvas);
    assertThat(result.failures()).isEmpty();
    assertThat(result.value()).isEqualTo(Json.read(value));
  }

  private JsonNode nextHeard() throws InterruptedException {
    return Objects.requireNonNull(scene.heard.poll(20, TimeUnit.SECONDS), "nothing heard");
  }

  @Test
  void canvasesHaveTheirValues() throws InterruptedException {
    assertValue(add(1, 2), "3");
    assertValue(Chain.of(add(1, 2), add(3), add(4)), "10");
    assertValue(Group.of(add(1, 2), add(3, 4)), "[3,7]");
    assertValue(Group.of(add(1, 2), add(3, 4)).join(sum()), "10");
    assertValue(Chain.of(add(1, 1), Group.of(add(1), add(2)), sum(), add(10)), "17");
    assertValue(Group.of(Chain.of(add(1, 1), add(1)), add(2, 2)).join(sum()), "7");
    assertValue(
        Group.of(Group.of(add(1, 1), add(2, 2)).join(sum()), add(3, 3)).join(sum().then(add(1))),
        "13");
    assertValue(Chain.of(add(1, 1), Group.of(add(1), add(2))), "[3,4]");
    assertValue(Group.of(add(1, 1), Group.of(add(2, 2), add(3, 3))), "[2,4,6]");
    assertValue(Group.of(add(1, 1), add(2, 2)).then(Group.of(sum(), sum())).then(sum()), "12");
  }

  @Test
  void listsOfListsKeepTheirShapeInAChord() throws InterruptedException {
    Signature hear = Signature.of("hear");
    Canvas nested = Group.of(Chain.of(add(1, 1), Group.of(add(1), add(2))), add(5, 5)).join(hear);
    assertValue(nested, "{\"args\":[[[3,4],10]]}");
  }

  @Test
  void manyGroupsOneAfterAnotherAreChordsInChords() throws InterruptedException {
    assertValue(groups(16), "16");
    assertThatThrownBy(() -> scene.run(groups(60)))
        .hasMessageMatching(
            "canvas: \\d+ levels of JSON when it is sent \\(expected: at most 90\\)");
  }

  /// Adds one in each of many groups and sums them up again.
  private static Canvas groups(int many) {
    Canvas steps = add(0, 0);
    for (int i = 0; i < many; i++) {
      steps = steps.then(Group.of(add(1))).then(sum());
    }
    return steps;
  }

  @Test
  void whatIsWrittenTooDeepIsRefused() {
    Canvas canvas = add(1, 1);
    while (canvas.depth() <= Canvas.MAX_DEPTH) {
      canvas = Group.of(canvas);
    }
    Canvas deep = canvas;
    assertThatThrownBy(() -> scene.run(deep))
        .hasMessage("canvas: 46 levels of canvases (expected: at most 45)");
  }

  @Test
  void mapAndChunksRunTheTaskForEachItem() throws InterruptedException {
    List<JsonNode> pairs =
        IntStream.range(0, 5).mapToObj(i -> Json.read("{\"x\":" + i + ",\"y\":1}")).toList();
    assertValue(Group.map(Signature.of("add"), pairs), "[1,2,3,4,5]");
    assertValue(Group.chunks(Signature.of("add"), pairs, 2), "[[1,2],[3,4],[5]]");
    Signature star =
        Signature.of("celery.starmap")
            .with(Json.object().set("it", Json.read("[[1,2],[3,4]]")))
            .alone();
    star.kwargs().set("task", Signature.of("add").json());
    assertValue(star, "[3,7]");
  }

  @Test
  void taskThatIsDeliveredTwiceIsCountedOnce() throws InterruptedException {
    Signature body = Signature.of("hear").option("task_id", Json.of("twice-body"));
    Canvas header = Group.of(add(1, 1).option("task_id", Json.of("twice-a")), add(2, 2));
    Canvas frozen = Freezing.following("twice").freeze(((Group) header).join(body));
    Launch launch = Launch.of(frozen, List.of());
    Launch.Opening opening = launch.openings().getFirst();
    Chords.Chord chord = new Chords.Chord(opening.group(), opening.body());
    scene.scene.store.chords().open(chord, opening.parts(), null, Duration.ofMinutes(1));
    long settled = 0;
    for (int start : new int[] {0, 0, 0, 1, 1, 0}) {
      Envelope envelope =
          launch.starts().get(start).envelope("root", "before", scene.scene.clock.instant());
      scene.scene.broker.publish(
          Publication.now(WorkerScene.QUEUE, scene.scene.codec.encode(envelope)));
      long expected = ++settled;
      Await.until("it is settled", () -> processed() >= expected);
    }
    assertThat(nextHeard()).isEqualTo(Json.read("{\"args\":[[2,4]]}"));
    Await.until("the body is settled", () -> processed() == 7);
    Await.holds("nothing more is heard", Duration.ofMillis(300), scene.heard::isEmpty);
  }

  private long processed() {
    return Objects.requireNonNull(worker).status().processed();
  }

  @Test
  void followUpThatCannotBeReadOrSentIsAFailureInWords() {
    for (String link : List.of("{\"no\":\"task\"}", unroutable())) {
      TaskId id = new TaskId("broken-" + link.length());
      Signature task =
          add(1, 2).option("task_id", Json.of(id.value())).option("link", Json.read(link));
      Launch launch = Launch.of(task, List.of());
      scene.scene.broker.publish(
          Publication.now(
              WorkerScene.QUEUE,
              scene.scene.codec.encode(
                  launch.starts().getFirst().envelope(null, null, Instant.EPOCH))));
      TaskResult result = scene.scene.result(id);
      assertThat(Objects.requireNonNull(result.failure()).type()).isEqualTo("FollowUpFailed");
    }
  }

  private static String unroutable() {
    return Json.text(Signature.of("add").option("queue", Json.of("nobodys")).json());
  }

  @Test
  void taskThatNobodyKnowsEndsItsChainAndChord() throws InterruptedException {
    CanvasResult result = scene.run(Group.of(Signature.of("unknown"), add(1, 1)).join(sum()));
    assertThat(result.failures().getFirst().message()).contains("raised NotRegistered(");
  }

  @Test
  void largeHeaderIsCountedOnce() throws InterruptedException {
    Group header = Group.of(IntStream.range(0, 200).mapToObj(i -> add(i, 0)).toList());
    assertValue(header.join(sum()), "19900");
  }

  @Test
  void failureEndsLaterStepsAndCallsErrbacks() throws InterruptedException {
    CanvasResult result = scene.run(Chain.of(FAIL.onError(Signature.of("hear")), add(1), add(2)));
    assertThat(result.state()).isEqualTo(TaskState.FAILED);
    assertThat(result.failures().getFirst().type()).isEqualTo("Broken");
    assertThat(nextHeard().path("args").get(0).isString()).isTrue();
  }

  @Test
  void failedPartFailsTheBodyOfAChord() throws InterruptedException {
    Signature body = sum().onError(Signature.of("hear"));
    CanvasResult result =
        scene.run(Group.of(add(1, 1), Chain.of(FAIL, add(1))).join(body).then(add(1)));
    assertThat(result.state()).isEqualTo(TaskState.FAILED);
    assertThat(result.failures().getFirst().type()).isEqualTo("ChordError");
    assertThat(result.failures().getFirst().message()).contains("raised Broken('on purpose')");
    assertThat(nextHeard().path("args").get(0).isString()).isTrue();
  }

  @Test
  void failedPartFailsTheBodyBeforeTheOthersEnd() throws InterruptedException {
    Signature waits = add(1, 1).option("countdown", Json.of(60));
    try (PendingCanvas pending = scene.canvases.submit(Group.of(waits, FAIL).join(sum()))) {
      CanvasResult result = pending.await(Duration.ofSeconds(20)).orElseThrow();
      assertThat(result.failures().getFirst().message()).contains("raised Broken('on purpose')");
      assertThat(scene.tasks.status(pending.request().id()).orElseThrow().done()).isEqualTo(2);
    }
  }

  @Test
  void chordNeedsAsManyPartsAsItSays() throws InterruptedException {
    Group header = Group.of(add(1, 1), FAIL, Chain.of(FAIL, add(1)), add(2, 2));
    Signature hear = Signature.of("hear");
    assertValue(header.join(hear).needing(2), "{\"args\":[[2,null,null,4]]}");
    assertValue(header.join(hear).needing(1).then(hear.alone()), "{}");
    CanvasResult result = scene.run(header.join(hear.then(hear)).needing(3));
    assertThat(result.failures().getFirst().type()).isEqualTo("ChordError");
    assertThat(scene.run(Group.of(FAIL, FAIL).join(hear).needing(1)).state())
        .isEqualTo(TaskState.FAILED);
    assertThatThrownBy(() -> header.join(hear).needing(0)).hasMessageContaining("at least 1");
  }

  @Test
  void tasksAreCalledWhatTheirClientCallsThem() throws InterruptedException {
    Group header = Group.of(add(1, 1).named("one"), add(2, 2));
    try (PendingCanvas pending = scene.canvases.submit(header.then(Group.of(sum(), sum())))) {
      assertThat(pending.request().tasks().stream().map(TaskEntry::label))
          .containsExactly("one", "add 1", "sum 2", "sum 3");
      assertThat(pending.await(Duration.ofSeconds(20)).orElseThrow().value())
          .isEqualTo(Json.read("[6,6]"));
    }
  }

  @Test
  void failureOfANestedChordReachesTheOuterOne() throws InterruptedException {
    Canvas inner = Group.of(FAIL, add(1, 1)).join(sum());
    CanvasResult result = scene.run(Group.of(inner, add(2, 2)).join(sum()));
    assertThat(result.failures().getFirst().message()).contains("raised ChordError(");
  }

  @Test
  void callbackHearsTheValue() throws InterruptedException {
    assertThat(scene.run(add(2, 3).link(Signature.of("hear"))).value().asInt()).isEqualTo(5);
    assertThat(nextHeard().path("args").get(0).asInt()).isEqualTo(5);
  }

  @Test
  void immutableStepTakesNoValue() throws InterruptedException {
    assertValue(Chain.of(add(1, 2), add(10, 20).alone()), "30");
  }

  @Test
  void callerChoosesHowManyMayFail() throws InterruptedException {
    Group group = Group.of(add(1, 1), FAIL, add(2, 2));
    assertThat(scene.run(group).state()).isEqualTo(TaskState.FAILED);
    CanvasResult collected = scene.run(group, new OnFailure.Collect());
    assertThat(collected.state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(collected.value()).isEqualTo(Json.read("[2,null,4]"));
    assertThat(scene.run(group, new OnFailure.Need(2)).state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(scene.run(group, new OnFailure.Need(3)).state()).isEqualTo(TaskState.FAILED);
  }

  @Test
  void cancellingTheRequestCancelsWhatHasNotBegun() throws InterruptedException {
    Canvas waits = Signature.of("add").with(Json.of(1)).option("countdown", Json.of(3));
    try (PendingCanvas pending =
        scene.canvases.submit(Chain.of(waits, add(1), Signature.of("hear")))) {
      assertThat(scene.tasks.cancel(pending.request().id())).isEqualTo(CancelOutcome.DISMISSED);
      CanvasResult result = pending.await(Duration.ofSeconds(20)).orElseThrow();
      assertThat(result.state()).isEqualTo(TaskState.DISMISSED);
      Await.until(
          "the first is settled", () -> scene.scene.broker.depth(WorkerScene.QUEUE).ready() == 0);
      assertThat(scene.heard).isEmpty();
    }
  }

  @Test
  void sweeperBeginsTheBodyOfAChordWhoseLastWorkerIsGone() {
    Signature body = sum().option("task_id", Json.of("swept"));
    var chord = new Chords.Chord("swept-header", body.json());
    Chords chords = scene.scene.store.chords();
    chords.open(chord, 2, null, Duration.ofMinutes(1));
    for (int i = 0; i < 2; i++) {
      TaskResult part =
          TaskResult.successful(
              new TaskId("part-" + i), Json.of(i + 3), Json.object(), Instant.EPOCH);
      chords.add(chord, new Chords.Part(i, part), Duration.ofMinutes(1));
    }
    Objects.requireNonNull(worker).sweepChords(Duration.ZERO);
    assertThat(scene.scene.result(new TaskId("swept")).value().asInt()).isEqualTo(7);
    assertThat(chords.stalled(Duration.ZERO, 10)).isEmpty();
  }

  @Test
  void requestIsOverWhenItsLastTaskIs() throws InterruptedException {
    try (PendingCanvas pending =
        scene.canvases.submit(Group.of(add(1, 1), add(2, 2)).join(sum()))) {
      assertThat(pending.await(Duration.ofSeconds(20))).isPresent();
      assertThat(scene.tasks.status(pending.request().id()).orElseThrow().state())
          .isEqualTo(TaskState.SUCCESSFUL);
      assertThat(pending.request().tasks()).hasSize(3);
    }
  }
}
