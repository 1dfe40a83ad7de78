package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.builtin.Echo;
import dev.meridian.json.Json;
import dev.meridian.json.JsonSchema;
import dev.meridian.result.ResultStore.CancelOutcome;
import dev.meridian.retry.Backoff;
import dev.meridian.retry.RetryPolicy;
import dev.meridian.task.RequestId;
import dev.meridian.task.Schemas;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskHandler;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.task.TaskType;
import dev.meridian.task.TimeLimits;
import dev.meridian.testing.Await;
import dev.meridian.wire.Envelope.Times;
import dev.meridian.wire.Message;
import dev.meridian.worker.WorkerConfig.Scale;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class WorkerNodeTest {
  private static final RetryPolicy TWICE =
      new RetryPolicy(2, Backoff.fixed(Duration.ofMillis(20)), Duration.ofSeconds(5));

  private final WorkerScene scene = new WorkerScene();

  @AfterEach
  void close() {
    scene.close();
  }

  private TaskType<JsonNode, JsonNode> handle(
      String name, TaskHandler<JsonNode, JsonNode> handler) {
    TaskType<JsonNode, JsonNode> type =
        TaskType.of(name, JsonNode.class, JsonNode.class).with(TWICE);
    scene.registry.handle(type, handler);
    return type;
  }

  private static TaskFailure failureOf(TaskResult result) {
    return Objects.requireNonNull(result.failure(), "no failure");
  }

  @Test
  void echoComesBackWithAReportOfItsRun() {
    scene.registry.handle(Echo.TYPE, Echo.HANDLER);
    scene.start(Scale.fixed(2));
    TaskResult result = scene.result(scene.send("echo", "{\"stringInput\":\"hello\"}"));
    assertThat(result.state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(result.value()).isEqualTo(Json.read("{\"stringInput\":\"hello\"}"));
    assertThat(result.report().path("region").asString()).isEqualTo("fra");
    assertThat(result.report().path("worker").asString()).isEqualTo("fra@test");
    assertThat(result.report().path("attempt").asInt()).isEqualTo(1);
    assertThat(result.report().path("bytesOut").asInt()).isEqualTo(23);
  }

  @Test
  void requestIsRunningWhileItsHandlerRunsAndShowsProgress() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    handle(
        "slow",
        (input, attempt) -> {
          attempt.progress(40, "nearly half");
          go.await();
          return Json.read("1");
        });
    scene.start(Scale.fixed(2));
    RequestId id = scene.submit("slow", "{}");
    Await.until("progress", () -> scene.store.results().status(id).orElseThrow().percent() == 40);
    var status = scene.store.results().status(id).orElseThrow();
    assertThat(status.state()).isEqualTo(TaskState.RUNNING);
    assertThat(status.message()).isEqualTo("nearly half");
    go.countDown();
    assertThat(scene.result(id.only()).state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(scene.store.results().status(id).orElseThrow().state())
        .isEqualTo(TaskState.SUCCESSFUL);
  }

  @Test
  void transientFailureIsTriedAgainAndCounted() {
    AtomicInteger runs = new AtomicInteger();
    handle(
        "flaky",
        (input, attempt) -> {
          if (runs.incrementAndGet() == 1) {
            throw TaskException.transientFailure("Hiccup", "once");
          }
          return Json.of(attempt.number());
        });
    scene.start(Scale.fixed(1));
    TaskResult result = scene.result(scene.send("flaky", "{}"));
    assertThat(result.value().asInt()).isEqualTo(2);
    assertThat(runs.get()).isEqualTo(2);
  }

  @Test
  void permanentFailureIsNotTriedAgain() {
    AtomicInteger runs = new AtomicInteger();
    handle(
        "broken",
        (input, attempt) -> {
          runs.incrementAndGet();
          throw TaskException.permanent("NoSuchThing", "it is not there");
        });
    scene.start(Scale.fixed(1));
    TaskResult result = scene.result(scene.send("broken", "{}"));
    assertThat(result.failure())
        .isEqualTo(new TaskFailure("NoSuchThing", "it is not there", "dev.meridian", null));
    assertThat(runs.get()).isEqualTo(1);
  }

  @Test
  void attemptsEndWithThePolicyAndTheLastFailureIsTold() {
    handle(
        "hopeless",
        (input, attempt) -> {
          throw new IllegalStateException("run " + attempt.number());
        });
    scene.start(Scale.fixed(1));
    TaskResult result = scene.result(scene.send("hopeless", "{}"));
    assertThat(failureOf(result).type()).isEqualTo("IllegalStateException");
    assertThat(failureOf(result).message()).isEqualTo("run 2");
    assertThat(failureOf(result).traceback()).contains("WorkerNodeTest");
  }

  @Test
  void handlerThatThrowsAnErrorDoesNotStopTheWorker() {
    handle(
        "fatal",
        (input, attempt) -> {
          throw new StackOverflowError("deep");
        });
    scene.registry.handle(Echo.TYPE, Echo.HANDLER);
    scene.start(Scale.fixed(1));
    assertThat(scene.result(scene.send("fatal", "{}")).state()).isEqualTo(TaskState.FAILED);
    assertThat(scene.result(scene.send("echo", "{\"stringInput\":\"on\"}")).state())
        .isEqualTo(TaskState.SUCCESSFUL);
  }

  @Test
  void inputThatDoesNotFitItsSchemaFailsWithThePointer() {
    scene.registry.handle(Echo.TYPE, Echo.HANDLER);
    scene.start(Scale.fixed(1));
    TaskResult result = scene.result(scene.send("echo", "{\"stringInput\":7}"));
    assertThat(failureOf(result).type()).isEqualTo(TaskFailure.INVALID_INPUT);
    assertThat(failureOf(result).message()).contains("/stringInput").contains("string");
  }

  @Test
  void outputThatDoesNotFitItsSchemaOrIsTooLargeFails() {
    Schemas number =
        new Schemas(JsonSchema.anyObject(), JsonSchema.parse("{\"type\":\"number\"}"), "n");
    scene.registry.handle(
        TaskType.of("liar", JsonNode.class, JsonNode.class).with(number),
        (input, attempt) -> Json.read("\"text\""));
    handle("huge", (input, attempt) -> Json.of("x".repeat(20_000)));
    scene.start(Scale.fixed(1));
    assertThat(failureOf(scene.result(scene.send("liar", "{}"))).type())
        .isEqualTo(TaskFailure.INVALID_OUTPUT);
    assertThat(failureOf(scene.result(scene.send("huge", "{}"))).message())
        .isEqualTo("output: 20002 bytes (expected: at most 10000)");
  }

  @Test
  void cancelledRequestStopsItsHandlerAndStaysDismissed() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    handle(
        "endless",
        (input, attempt) -> {
          running.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            interrupted.countDown();
          }
          return Json.nullNode();
        });
    scene.start(Scale.fixed(1));
    RequestId id = scene.submit("endless", "{}");
    assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(scene.store.results().cancel(id)).isEqualTo(CancelOutcome.DISMISSED);
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(scene.result(id.only()).state()).isEqualTo(TaskState.DISMISSED);
    Await.until("the queue to be empty", () -> scene.broker.depth(WorkerScene.QUEUE).ready() == 0);
  }

  @Test
  void softLimitInterruptsAndHardLimitGivesUp() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    TimeLimits limits = new TimeLimits(Duration.ofMillis(150), Duration.ofMillis(400));
    AtomicBoolean asked = new AtomicBoolean();
    scene.registry.handle(
        TaskType.of("stubborn", JsonNode.class, JsonNode.class)
            .with(limits)
            .with(RetryPolicy.never()),
        (input, attempt) -> {
          while (end.getCount() > 0) {
            try {
              end.await();
            } catch (InterruptedException e) {
              asked.set(true);
            }
          }
          return Json.nullNode();
        });
    scene.registry.handle(
        TaskType.of("polite", JsonNode.class, JsonNode.class)
            .with(limits)
            .with(RetryPolicy.never()),
        (input, attempt) -> {
          new CountDownLatch(1).await();
          return Json.nullNode();
        });
    scene.start(Scale.fixed(1));
    TaskResult given = scene.result(scene.send("stubborn", "{}"));
    assertThat(failureOf(given).type()).isEqualTo(TaskFailure.TIME_LIMIT_EXCEEDED);
    assertThat(asked.get()).isTrue();
    // Its slot is free although its thread still runs.
    TaskResult polite = scene.result(scene.send("polite", "{}"));
    assertThat(failureOf(polite).type()).isEqualTo("SoftTimeLimitExceeded");
    end.countDown();
  }

  @Test
  void unknownTypeAndGarbageBecomeDeadLettersAndTheWorkerGoesOn() throws InterruptedException {
    scene.registry.handle(Echo.TYPE, Echo.HANDLER);
    scene.start(Scale.fixed(1));
    TaskResult unknown = scene.result(scene.send("nobody.knows", "{}"));
    assertThat(failureOf(unknown).type()).isEqualTo(TaskFailure.NOT_REGISTERED);
    assertThat(scene.nextDead().message().headers().get("meridian-reason"))
        .asString()
        .contains("nobody.knows");
    byte[] body = "not json".getBytes(StandardCharsets.UTF_8);
    Message garbage =
        new Message(Map.of("task", "echo", "id", "g1"), "application/json", "utf-8", "g1", 0, body);
    scene.broker.publish(Publication.now(WorkerScene.QUEUE, garbage));
    assertThat(scene.nextDead().message().body()).isEqualTo(body);
    assertThat(failureOf(scene.result(new TaskId("g1"))).type()).isEqualTo("MalformedMessage");
    assertThat(scene.result(scene.send("echo", "{\"stringInput\":\"on\"}")).state())
        .isEqualTo(TaskState.SUCCESSFUL);
  }

  @Test
  void taskThatWasHandedBackTooOftenIsBuried() throws InterruptedException {
    scene.registry.handle(Echo.TYPE, Echo.HANDLER);
    BlockingQueue<Delivery> seen = new LinkedBlockingQueue<>();
    var victim = scene.broker.consume(WorkerScene.QUEUE, 1, seen::add);
    TaskId id = scene.send("echo", "{\"stringInput\":\"poison\"}");
    for (int i = 0; i < 3; i++) {
      seen.take().requeue();
    }
    Delivery fourth = seen.take();
    victim.close();
    fourth.requeue();
    scene.start(Scale.fixed(1));
    Delivery dead = scene.nextDead();
    assertThat(dead.message().headers().get("meridian-reason")).asString().contains("deliveries");
    assertThat(failureOf(scene.result(id)).type()).isEqualTo(TaskFailure.DELIVERY_LIMIT_EXCEEDED);
  }

  @Test
  void expiredAndOverdueTasksAreNotRun() {
    AtomicInteger runs = new AtomicInteger();
    handle(
        "counted",
        (input, attempt) -> {
          runs.incrementAndGet();
          return Json.nullNode();
        });
    scene.start(Scale.fixed(1));
    Instant past = scene.clock.instant().minusSeconds(5);
    Times expired = new Times(null, past, null, null, null, null);
    Times overdue = new Times(null, null, past, null, null, null);
    assertThat(scene.result(scene.send("counted", "{}", expired, null)).state())
        .isEqualTo(TaskState.DISMISSED);
    assertThat(failureOf(scene.result(scene.send("counted", "{}", overdue, null))).type())
        .isEqualTo(TaskFailure.DEADLINE_EXCEEDED);
    assertThat(runs.get()).isZero();
  }

  @Test
  void taskThatIsNotDueYetGoesBackToTheBrokerAndRunsInTime() {
    handle("due", (input, attempt) -> Json.of(scene.clock.instant().toString()));
    scene.start(Scale.fixed(1));
    Instant eta = scene.clock.instant().plusMillis(700);
    TaskId id = scene.send("due", "{}", new Times(eta, null, null, null, null, null), null);
    Instant ran = Instant.parse(scene.result(id).value().asString());
    assertThat(ran).isAfterOrEqualTo(eta);
    assertThat(Duration.between(eta, ran)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void messageOfAnUnrecordedRequestIsDropped() {
    AtomicInteger runs = new AtomicInteger();
    handle(
        "ghost",
        (input, attempt) -> {
          runs.incrementAndGet();
          return Json.nullNode();
        });
    scene.registry.handle(Echo.TYPE, Echo.HANDLER);
    scene.start(Scale.fixed(1));
    scene.send("ghost", "{}", Times.UNBOUNDED, new RequestId("never-recorded"));
    scene.result(scene.send("echo", "{\"stringInput\":\"after\"}"));
    assertThat(runs.get()).isZero();
    assertThat(scene.broker.depth(WorkerScene.QUEUE).ready()).isZero();
  }

  @Test
  void drainLetsRunningAttemptsFinishAndHandsBackTheRest() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    handle(
        "slow",
        (input, attempt) -> {
          running.countDown();
          go.await();
          return Json.of("done");
        });
    WorkerNode node = scene.start(Scale.fixed(1));
    TaskId first = scene.send("slow", "{}");
    assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
    scene.send("slow", "{}");
    Thread drain = Thread.ofVirtual().start(node::drain);
    Await.until("the worker to take nothing more", () -> !node.isConsuming());
    go.countDown();
    drain.join();
    assertThat(scene.result(first).state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(scene.broker.depth(WorkerScene.QUEUE).ready()).isEqualTo(1);
  }

  @Test
  void tasksHandedBackByManyDrainsAreNeitherLostNorBuried() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    handle(
        "waiting",
        (input, attempt) -> {
          go.await();
          runs.incrementAndGet();
          return Json.nullNode();
        });
    List<TaskId> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.add(scene.send("waiting", "{}"));
    }
    for (int i = 0; i < 8; i++) {
      WorkerNode node = scene.start(Scale.fixed(3));
      Await.until("three run", () -> node.status().active() == 3);
      node.close();
      Await.until("all are back", () -> scene.broker.depth(WorkerScene.QUEUE).ready() == 6);
    }
    scene.start(Scale.fixed(6));
    go.countDown();
    for (TaskId id : ids) {
      TaskResult result = scene.result(id);
      assertThat(result.state()).isEqualTo(TaskState.SUCCESSFUL);
      assertThat(result.report().path("attempt").asInt()).isEqualTo(1);
    }
    assertThat(runs.get()).isEqualTo(6);
  }

  @Test
  void heartbeatsTellWhatTheWorkerDoesAndStopWithIt() {
    scene.registry.handle(Echo.TYPE, Echo.HANDLER);
    WorkerNode node = scene.start(Scale.fixed(3));
    Await.until("a heartbeat", () -> scene.store.workers().workers().size() == 1);
    var status = scene.store.workers().workers().getFirst();
    assertThat(status.regions()).isEqualTo(List.of("fra"));
    assertThat(status.types()).isEqualTo(List.of("echo"));
    assertThat(status.concurrency()).isEqualTo(3);
    node.close();
    assertThat(scene.store.workers().workers()).isEmpty();
  }

  @Test
  void slotsGrowWhileAllAreUsed() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    handle(
        "slow",
        (input, attempt) -> {
          go.await();
          return Json.nullNode();
        });
    WorkerNode node = scene.start(new Scale(1, 4));
    for (int i = 0; i < 8; i++) {
      scene.send("slow", "{}");
    }
    Await.until("four slots", () -> node.status().active() == 4);
    assertThat(node.status().concurrency()).isEqualTo(4);
    go.countDown();
  }
}
