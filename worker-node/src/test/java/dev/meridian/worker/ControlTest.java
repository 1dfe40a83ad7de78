package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.control.ControlReply;
import dev.meridian.control.ControlRequest;
import dev.meridian.json.Json;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.task.TaskType;
import dev.meridian.task.TimeLimits;
import dev.meridian.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a worker replies to each command, and does.
final class ControlTest {
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final WorkerScene scene = new WorkerScene();
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger runs = new AtomicInteger();

  @BeforeEach
  void handle() {
    scene.registry.handle(
        TaskType.of("hold", JsonNode.class, JsonNode.class),
        (_, _) -> {
          runs.incrementAndGet();
          released.await();
          return Json.object();
        });
  }

  @AfterEach
  void close() {
    released.countDown();
    scene.close();
  }

  private WorkerNode start() {
    return scene.startControlled(ControlCommand.STANDARD, false, () -> {});
  }

  private JsonNode ask(String method, String arguments) {
    var request = ControlRequest.of(method, (ObjectNode) Json.read(arguments));
    List<ControlReply> replies = scene.broker.control().ask(request, WAIT);
    assertThat(replies).extracting(ControlReply::node).containsExactly("fra@test");
    return replies.getFirst().value();
  }

  private JsonNode ask(String method) {
    return ask(method, "{}");
  }

  private static JsonNode json(String text) {
    return Json.read(text);
  }

  private void awaitRunning(int count) {
    Await.until(count + " run", () -> ask("active").size() == count);
  }

  @Test
  void pingIsAnswered() {
    start();
    assertThat(ask("ping")).isEqualTo(json("{\"ok\":\"pong\"}"));
    assertThat(ask("heartbeat")).isEqualTo(Json.nullNode());
    assertThat(ask("scheduled")).isEqualTo(Json.array());
    assertThat(ask("registered")).isEqualTo(json("[\"hold\"]"));
    assertThat(ask("clock").path("clock").isIntegralNumber()).isTrue();
    assertThat(ask("report").path("ok").asString()).contains("meridian:test", "java:");
  }

  @Test
  void statsHaveWhatFlowerNeeds() {
    start();
    scene.send("hold", "{}");
    awaitRunning(1);
    JsonNode stats = ask("stats");
    assertThat(stats.path("total").path("hold").asInt()).isEqualTo(1);
    assertThat(stats.path("pool").path("max-concurrency").asInt()).isEqualTo(2);
    assertThat(stats.path("prefetch_count").asInt()).isEqualTo(2);
    assertThat(stats.path("broker").path("transport").asString()).isEqualTo("memory");
    assertThat(stats.path("clock").isString()).isTrue();
    assertThat(stats.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void queuesAreListedWithTheirArguments() {
    start();
    JsonNode queues = ask("active_queues");
    assertThat(queues)
        .extracting(queue -> queue.path("name").asString())
        .containsExactlyInAnyOrder("meridian.fra.high", "meridian.fra", "meridian.fra.low");
    for (JsonNode queue : queues) {
      assertThat(queue.path("queue_arguments")).isEqualTo(json("{\"x-queue-type\":\"quorum\"}"));
      assertThat(queue.path("exchange").path("type").asString()).isEqualTo("topic");
      assertThat(queue.propertyNames())
          .contains("exclusive", "durable", "routing_key", "no_ack", "alias", "auto_delete")
          .contains("binding_arguments");
    }
  }

  @Test
  void tasksAreShownWhereTheyAre() {
    start();
    scene.send("hold", "{\"n\":1}");
    scene.send("hold", "{\"n\":1}");
    awaitRunning(2);
    TaskId third = scene.send(QueueName.of("fra", Priority.HIGH), "hold", "{}");
    Await.until("one waits", () -> ask("reserved").size() == 1);
    JsonNode active = ask("active").get(0);
    assertThat(active.path("name").asString()).isEqualTo("hold");
    assertThat(active.path("kwargs")).isEqualTo(json("{\"n\":1}"));
    assertThat(active.path("hostname").asString()).isEqualTo("fra@test");
    assertThat(active.path("acknowledged").asBoolean(true)).isFalse();
    assertThat(active.path("time_start").asDouble()).isPositive();
    JsonNode reserved = ask("reserved").get(0);
    assertThat(reserved.path("id").asString()).isEqualTo(third.value());
    assertThat(reserved.path("time_start").isNull()).isTrue();
    assertThat(reserved.path("worker_pid").isNull()).isTrue();
    JsonNode found = ask("query_task", "{\"ids\":[\"" + third + "\",\"nosuch\"]}");
    assertThat(found.propertyNames()).containsExactly(third.value());
    assertThat(found.path(third.value()).get(0).asString()).isEqualTo("reserved");
  }

  @Test
  void revokedTaskIsDismissedWhenItComes() {
    start();
    assertThat(ask("revoke", "{\"task_id\":\"t1\"}"))
        .isEqualTo(json("{\"ok\":\"tasks t1 flagged as revoked\"}"));
    assertThat(ask("revoked")).isEqualTo(json("[\"t1\"]"));
    scene.send("hold", "{}", "t1");
    TaskResult result = scene.result(new TaskId("t1"));
    assertThat(result.state()).isEqualTo(TaskState.DISMISSED);
    assertThat(result.failure())
        .isEqualTo(new TaskFailure(TaskFailure.REVOKED, "revoked", "celery.exceptions", null));
    assertThat(runs).hasValue(0);
  }

  @Test
  void runningTaskGoesOnUnlessItIsTerminated() throws InterruptedException {
    start();
    TaskId kept = scene.send("hold", "{}");
    TaskId ended = scene.send("hold", "{}");
    awaitRunning(2);
    ask("revoke", "{\"task_id\":[\"" + kept + "\"]}");
    assertThat(ask("revoke", "{\"task_id\":[\"" + ended + "\"],\"terminate\":true}"))
        .isEqualTo(json("{\"ok\":\"terminate: " + ended + "\"}"));
    assertThat(scene.result(ended).state()).isEqualTo(TaskState.DISMISSED);
    assertThat(ask("active")).hasSize(1);
    released.countDown();
    assertThat(released.await(1, TimeUnit.SECONDS)).isTrue();
    assertThat(scene.result(kept).state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(ask("terminate", "{\"task_id\":\"t9\",\"signal\":\"SIGTERM\"}"))
        .isEqualTo(json("{\"ok\":\"terminate: tasks unknown\"}"));
  }

  @Test
  void terminatedTaskThatDoesNotStopIsGivenUpAtItsHardLimit() {
    scene.registry.handle(
        TaskType.of("stubborn", JsonNode.class, JsonNode.class)
            .with(new TimeLimits(Duration.ofMillis(1_500), Duration.ofMillis(1_500))),
        (_, _) -> {
          Await.until("released", () -> released.getCount() == 0);
          return Json.object();
        });
    start();
    TaskId task = scene.send("stubborn", "{}");
    awaitRunning(1);
    ask("terminate", "{\"task_id\":\"" + task + "\"}");
    assertThat(scene.result(task).state()).isEqualTo(TaskState.DISMISSED);
  }

  @Test
  void helloTellsWhatIsRevokedAndTakesItOver() {
    start();
    ask("revoke", "{\"task_id\":\"t1\"}");
    JsonNode hello = ask("hello", "{\"from_node\":\"py@x\",\"revoked\":{\"t2\":12.5}}");
    assertThat(hello.path("revoked").propertyNames()).containsExactlyInAnyOrder("t1", "t2");
    assertThat(hello.path("clock").asLong()).isPositive();
    assertThat(ask("revoked").size()).isEqualTo(2);
    assertThat(ask("hello", "{\"from_node\":\"fra@test\"}")).isEqualTo(Json.nullNode());
  }

  @Test
  void poolGrowsShrinksAndFollowsOtherBounds() {
    WorkerNode node = start();
    assertThat(ask("pool_grow", "{\"n\":3}")).isEqualTo(json("{\"ok\":\"pool will grow\"}"));
    assertThat(node.status().concurrency()).isEqualTo(5);
    assertThat(ask("pool_shrink", "{\"n\":9}")).isEqualTo(json("{\"ok\":\"pool will shrink\"}"));
    assertThat(node.status().concurrency()).isEqualTo(1);
    assertThat(ask("autoscale", "{\"max\":8,\"min\":4}"))
        .isEqualTo(json("{\"ok\":\"autoscale now max=8 min=4\"}"));
    assertThat(node.status().concurrency()).isEqualTo(4);
    assertThat(ask("pool_grow").path("error").asString()).contains("autoscale");
    assertThat(ask("autoscale", "{\"max\":2,\"min\":4}").has("error")).isTrue();
    assertThat(ask("autoscale", "{\"max\":-1}").path("error").asString())
        .isEqualTo("max: -1 (expected: 1..2000)");
  }

  @Test
  void queuesComeAndGo() {
    start();
    ask("cancel_consumer", "{\"queue\":\"meridian.fra\"}");
    assertThat(ask("active_queues").size()).isEqualTo(2);
    TaskId task = scene.send("hold", "{}");
    assertThat(ask("active")).isEmpty();
    released.countDown();
    assertThat(ask("add_consumer", "{\"queue\":\"meridian.fra\",\"exchange\":null}"))
        .isEqualTo(json("{\"ok\":\"add consumer meridian.fra\"}"));
    ask("add_consumer", "{\"queue\":\"meridian.fra\"}");
    assertThat(ask("active_queues").size()).isEqualTo(3);
    assertThat(scene.result(task).state()).isEqualTo(TaskState.SUCCESSFUL);
  }

  @Test
  void timeLimitsOfATypeChange() {
    start();
    assertThat(ask("time_limit", "{\"task_name\":\"hold\",\"soft\":0.1,\"hard\":0.2}"))
        .isEqualTo(json("{\"ok\":\"time limits set successfully\"}"));
    TaskId task = scene.send("hold", "{}");
    Await.until("it was interrupted and tried again", () -> runs.get() > 1);
    assertThat(ask("time_limit", "{\"task_name\":\"hold\",\"soft\":null,\"hard\":null}"))
        .isEqualTo(json("{\"ok\":\"time limits set successfully\"}"));
    assertThat(ask("time_limit", "{\"task_name\":\"nosuch\"}"))
        .isEqualTo(json("{\"error\":\"unknown task\"}"));
    assertThat(ask("time_limit", "{\"task_name\":\"hold\",\"soft\":-1}").has("error")).isTrue();
    released.countDown();
    assertThat(scene.result(task).state()).isEqualTo(TaskState.SUCCESSFUL);
  }

  @Test
  void rateOfATypeChangesAndHoldsUpNoOther() {
    AtomicInteger starts = new AtomicInteger();
    scene.registry.handle(
        TaskType.of("rare", JsonNode.class, JsonNode.class),
        (_, _) -> Json.object().put("start", starts.incrementAndGet()));
    scene.registry.handle(
        TaskType.of("free", JsonNode.class, JsonNode.class), (_, _) -> Json.object());
    start();
    assertThat(ask("rate_limit", "{\"task_name\":\"rare\",\"rate_limit\":\"1/h\"}"))
        .isEqualTo(json("{\"ok\":\"new rate limit set successfully\"}"));
    assertThat(ask("registered")).isEqualTo(json("[\"free\",\"hold\",\"rare [rate_limit=1/h]\"]"));
    for (int i = 0; i < 20; i++) {
      scene.send("rare", "{}");
    }
    for (int i = 0; i < 5; i++) {
      assertThat(scene.result(scene.send("free", "{}")).state()).isEqualTo(TaskState.SUCCESSFUL);
    }
    assertThat(starts).hasValue(1);
    long changed = System.nanoTime();
    assertThat(ask("rate_limit", "{\"task_name\":\"rare\",\"rate_limit\":\"10/s\"}").has("ok"))
        .isTrue();
    for (int i = 0; i < 6; i++) {
      scene.send("rare", "{}");
    }
    Await.until("those that came since have started", () -> starts.get() >= 7);
    assertThat(System.nanoTime() - changed).isGreaterThanOrEqualTo(5 * 100_000_000L);
    assertThat(ask("rate_limit", "{\"task_name\":\"rare\",\"rate_limit\":0}"))
        .isEqualTo(json("{\"ok\":\"rate limits disabled successfully\"}"));
    assertThat(ask("registered")).isEqualTo(json("[\"free\",\"hold\",\"rare\"]"));
    assertThat(ask("rate_limit", "{\"task_name\":\"nosuch\",\"rate_limit\":\"1/s\"}"))
        .isEqualTo(json("{\"error\":\"unknown task\"}"));
    assertThat(
            ask("rate_limit", "{\"task_name\":\"rare\",\"rate_limit\":\"often\"}")
                .path("error")
                .asString())
        .startsWith("rate_limit: often (expected: ");
  }

  @Test
  void configurationIsToldWithoutSecrets() {
    start();
    JsonNode conf = ask("conf", "{\"with_defaults\":false}");
    assertThat(conf.path("broker_url").asString()).isEqualTo("memory://");
    assertThat(conf.path("worker_concurrency").asInt()).isEqualTo(2);
    assertThat(conf.path("meridian_control").asString())
        .contains("ping", "revoke")
        .doesNotContain("shutdown");
  }

  @Test
  void onlyWhatIsAllowedIsDone() {
    CountDownLatch told = new CountDownLatch(1);
    scene.startControlled(
        Set.of(ControlCommand.PING, ControlCommand.SHUTDOWN), false, told::countDown);
    assertThat(ask("revoke", "{\"task_id\":\"t1\"}"))
        .isEqualTo(
            json(
                "{\"error\":\"command: revoke (expected: one that --control allows: ping, shutdown)\"}"));
    assertThat(ask("shutdown")).isEqualTo(json("{\"ok\":\"shutting down\"}"));
    assertThat(told.getCount()).isZero();
  }

  @Test
  void shutdownIsNotAllowedByDefault() {
    CountDownLatch told = new CountDownLatch(1);
    scene.startControlled(ControlCommand.STANDARD, false, told::countDown);
    assertThat(ask("shutdown").path("error").asString()).startsWith("command: shutdown (");
    assertThat(told.getCount()).isOne();
  }

  @Test
  void requestsNobodyCanUseAreErrors() {
    start();
    assertThat(ask("nosuch").path("error").asString())
        .startsWith("command: nosuch (expected: one of active, ");
    assertThat(ask("revoke", "{\"task_id\":{}}").path("error").asString()).startsWith("task id: ");
    assertThat(ask("add_consumer").path("error").asString())
        .isEqualTo("queue: missing (expected: a text)");
    assertThat(ask("pool_grow", "{\"n\":\"many\"}").path("error").asString())
        .isEqualTo("n: \"many\" (expected: 1..2000)");
    assertThat(ask("ping", "{\"unknown\":1}")).isEqualTo(json("{\"ok\":\"pong\"}"));
  }
}
