package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.control.ControlRequest;
import dev.meridian.json.Json;
import dev.meridian.retry.Backoff;
import dev.meridian.retry.RetryPolicy;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskType;
import dev.meridian.testing.Await;
import dev.meridian.wire.Envelope.Times;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a worker tells of itself and its tasks.
final class NodeEventsTest {
  private static final RetryPolicy TWICE =
      new RetryPolicy(2, Backoff.fixed(Duration.ofMillis(20)), Duration.ofSeconds(5));

  private WorkerScene scene = new WorkerScene();
  private final Queue<ObjectNode> heard = new ConcurrentLinkedQueue<>();
  private final CountDownLatch held = new CountDownLatch(1);

  @BeforeEach
  void listen() {
    var _ = scene.broker.control().hear(heard::add);
    scene.registry.handle(
        TaskType.of("answer", JsonNode.class, JsonNode.class).with(TWICE),
        (input, _) -> Json.object().put("n", input.path("n").asInt(0) + 1));
    scene.registry.handle(
        TaskType.of("fail", JsonNode.class, JsonNode.class).with(TWICE),
        (_, _) -> {
          throw TaskException.transientFailure("Bad", "it's no use");
        });
    scene.registry.handle(
        TaskType.of("hold", JsonNode.class, JsonNode.class),
        (_, _) -> {
          held.await();
          return Json.object();
        });
  }

  @AfterEach
  void close() {
    held.countDown();
    scene.close();
  }

  private void start(boolean events) {
    scene.startControlled(ControlCommand.STANDARD, events, () -> {});
  }

  private List<String> typesOf(TaskId task) {
    return heard.stream()
        .filter(event -> event.path("uuid").asString("").equals(task.value()))
        .map(event -> event.path("type").asString())
        .toList();
  }

  private ObjectNode await(String type) {
    Await.until(type, () -> heard.stream().anyMatch(event -> isOf(event, type)));
    return heard.stream().filter(event -> isOf(event, type)).findFirst().orElseThrow();
  }

  private static boolean isOf(ObjectNode event, String type) {
    return event.path("type").asString().equals(type);
  }

  private void tell(String method, String arguments) {
    scene.broker.control().tell(ControlRequest.of(method, (ObjectNode) Json.read(arguments)));
  }

  @Test
  void workerSaysThatItLivesFromBeginToEnd() {
    start(false);
    ObjectNode online = await("worker-online");
    assertThat(online.path("hostname").asString()).isEqualTo("fra@test");
    assertThat(online.path("sw_ident").asString()).isEqualTo("meridian");
    assertThat(online.path("sw_ver").asString()).isEqualTo("test");
    assertThat(online.path("freq").asDouble()).isEqualTo(2.0);
    assertThat(online.path("loadavg").size()).isEqualTo(3);
    assertThat(await("worker-heartbeat").path("active").asInt(-1)).isZero();
    long before = heard.size();
    tell("heartbeat", "{}");
    Await.until("one more", Duration.ofSeconds(1), () -> heard.size() > before);
    scene.close();
    await("worker-offline");
    assertThat(heard)
        .extracting(event -> event.path("type").asString())
        .startsWith("worker-online")
        .endsWith("worker-offline");
  }

  @Test
  void successIsToldInThreeSteps() {
    start(true);
    TaskId task = scene.send("answer", "{\"n\":1}");
    ObjectNode succeeded = await("task-succeeded");
    assertThat(typesOf(task)).containsExactly("task-received", "task-started", "task-succeeded");
    assertThat(succeeded.path("result").asString()).isEqualTo("{'n': 2}");
    assertThat(succeeded.path("runtime").isNumber()).isTrue();
    ObjectNode received = await("task-received");
    assertThat(received.path("name").asString()).isEqualTo("answer");
    assertThat(received.path("args").asString()).isEqualTo("()");
    assertThat(received.path("kwargs").asString()).isEqualTo("{'n': 1}");
    assertThat(received.path("root_id").asString()).isEqualTo(task.value());
    assertThat(received.path("retries").asInt(-1)).isZero();
  }

  @Test
  void failureIsToldAfterItsRetry() {
    start(true);
    TaskId task = scene.send("fail", "{}");
    ObjectNode failed = await("task-failed");
    assertThat(failed.path("exception").asString()).isEqualTo("Bad(\"it's no use\")");
    assertThat(await("task-retried").path("exception").asString())
        .isEqualTo("Bad(\"it's no use\")");
    assertThat(typesOf(task))
        .containsExactly(
            "task-received",
            "task-started",
            "task-retried",
            "task-received",
            "task-started",
            "task-failed");
  }

  @Test
  void taskThatIsNotDoneIsToldAsRevoked() {
    start(true);
    Times past = new Times(null, scene.clock.instant().minusSeconds(1), null, null, null, null);
    TaskId late = scene.send("answer", "{}", past, null);
    ObjectNode expired = await("task-revoked");
    assertThat(expired.path("uuid").asString()).isEqualTo(late.value());
    assertThat(expired.path("expired").asBoolean()).isTrue();
    assertThat(expired.path("terminated").asBoolean(true)).isFalse();
    heard.clear();
    TaskId running = scene.send("hold", "{}");
    await("task-started");
    tell("terminate", "{\"task_id\":\"" + running + "\"}");
    ObjectNode terminated = await("task-revoked");
    assertThat(terminated.path("terminated").asBoolean()).isTrue();
    assertThat(terminated.path("signum").asInt()).isEqualTo(15);
    assertThat(terminated.path("expired").asBoolean(true)).isFalse();
  }

  @Test
  void nothingIsToldThatEncryptionHides() {
    scene.close();
    scene = new WorkerScene(SealedWorkerTest.seal("right"));
    listen();
    start(true);
    scene.send("answer", "{\"n\":4711}");
    assertThat(await("task-succeeded").path("result").asString()).isEqualTo("<encrypted>");
    scene.send("fail", "{\"n\":4711}");
    assertThat(await("task-retried").path("exception").asString()).isEqualTo("Bad('<encrypted>')");
    assertThat(await("task-failed").path("exception").asString()).isEqualTo("Bad('<encrypted>')");
    scene.send("hold", "{\"n\":4711}");
    var active = ControlRequest.of("active");
    Await.until("it runs", () -> reply(active).contains("hold"));
    assertThat(reply(active)).contains("<encrypted>").doesNotContain("4711");
    assertThat(heard.toString()).doesNotContain("4711").doesNotContain("4712");
  }

  @Test
  void unknownTaskIsToldAsFailed() {
    start(true);
    TaskId task = scene.send("nosuch", "{}");
    assertThat(await("task-failed").path("exception").asString()).startsWith("NotRegistered(");
    assertThat(typesOf(task)).containsExactly("task-received", "task-failed");
  }

  @Test
  void taskThatIsHandedBackIsToldAsRejected() {
    start(true);
    scene.send("hold", "{}");
    await("task-started");
    scene.close();
    assertThat(await("task-rejected").path("requeue").asBoolean()).isTrue();
  }

  @Test
  void tasksAreToldOfOnlyWhileThatIsEnabled() {
    start(false);
    scene.result(scene.send("answer", "{}"));
    var enable = ControlRequest.of("enable_events");
    assertThat(reply(enable)).isEqualTo("{\"ok\":\"task events enabled\"}");
    assertThat(reply(enable)).isEqualTo("{\"ok\":\"task events already enabled\"}");
    TaskId told = scene.send("answer", "{}");
    await("task-succeeded");
    assertThat(reply(ControlRequest.of("disable_events")))
        .isEqualTo("{\"ok\":\"task events disabled\"}");
    scene.result(scene.send("answer", "{}"));
    tell("heartbeat", "{}");
    long told3 = heard.stream().filter(event -> event.has("uuid")).count();
    assertThat(typesOf(told)).hasSize(3);
    assertThat(told3).isEqualTo(3);
  }

  private String reply(ControlRequest request) {
    return Json.text(
        scene.broker.control().ask(request, Duration.ofSeconds(10)).getFirst().value());
  }
}
