package dev.meridian.worker;

import static dev.meridian.worker.WorkerScene.QUEUE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.builtin.Echo;
import dev.meridian.json.Json;
import dev.meridian.retry.Backoff;
import dev.meridian.retry.RetryPolicy;
import dev.meridian.seal.KeyedSeal;
import dev.meridian.seal.Keyring;
import dev.meridian.seal.MessageKey;
import dev.meridian.seal.MessageKey.Purpose;
import dev.meridian.seal.SigningMode;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskState;
import dev.meridian.task.TaskType;
import dev.meridian.testing.Await;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope.Times;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import dev.meridian.worker.WorkerConfig.Scale;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A worker that requires signatures, and messages of people without a key.
final class SealedWorkerTest {
  private static final String HELLO = "{\"stringInput\":\"hello\"}";

  private final WorkerScene scene = new WorkerScene(seal("right"));

  @AfterEach
  void close() {
    scene.close();
  }

  /// Signs and encrypts, and requires both.
  static Seal seal(String key) {
    return KeyedSeal.of(
        SigningMode.REQUIRE,
        new Keyring(List.of(key(key, Purpose.SIGN), key(key + "-e", Purpose.ENCRYPT))),
        InstantSource.system(),
        new Random(7));
  }

  private static MessageKey key(String id, Purpose purpose) {
    byte[] secret = (id + "-".repeat(32)).substring(0, 32).getBytes(US_ASCII);
    return new MessageKey(id, purpose, purpose.secret(secret), Set.of(), null, null);
  }

  private void startEcho() {
    scene.registry.handle(Echo.TYPE, Echo.HANDLER);
    scene.start(Scale.fixed(2));
  }

  /// The scene's next message as somebody without the keys would write it.
  private Message forged(TaskId id, Seal seal) {
    Message plain =
        new Message(
            Map.of("task", "echo", "id", id.value(), "meridian-request", id.value()),
            "application/json",
            "utf-8",
            id.value(),
            0,
            "[[],{\"stringInput\":\"forged\"},{}]".getBytes(US_ASCII));
    return seal.seal(plain, "fra");
  }

  @Test
  void signedTasksRun() {
    startEcho();
    assertThat(scene.result(scene.send("echo", HELLO)).value()).isEqualTo(Json.read(HELLO));
    RequestId recorded = scene.submit("echo", HELLO);
    assertThat(scene.result(recorded.only()).state()).isEqualTo(TaskState.SUCCESSFUL);
  }

  @Test
  void forgedMessageDiesWithoutTouchingTheTaskItNames() throws InterruptedException {
    RequestId victim = scene.submit("echo", HELLO);
    scene.broker.publish(Publication.now(QUEUE, forged(victim.only(), Seal.NONE)));
    scene.broker.publish(Publication.now(QUEUE, forged(victim.only(), seal("wrong"))));
    Message malformed = forged(victim.only(), Seal.NONE).withHeaders(Map.of("retries", "many"));
    scene.broker.publish(Publication.now(QUEUE, malformed));
    startEcho();

    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      reasons.add(String.valueOf(scene.nextDead().message().headers().get("meridian-reason")));
    }
    Collections.sort(reasons);
    String keys = " (expected: the id of a key to sign for fra: [right])";
    assertThat(reasons)
        .containsExactly(
            "header meridian-key: missing" + keys,
            "header meridian-key: missing" + keys,
            "header meridian-key: wrong" + keys);
    assertThat(scene.result(victim.only()).value()).isEqualTo(Json.read(HELLO));
  }

  @Test
  void forgedMessageLeavesNoResult() throws InterruptedException {
    TaskId id = new TaskId("nobody-sent-this");
    scene.broker.publish(Publication.now(QUEUE, forged(id, Seal.NONE)));
    startEcho();
    assertThat(scene.nextDead().message().headers()).containsEntry("id", id.value());
    assertThat(scene.store.results().find(id)).isEmpty();
    assertThat(scene.result(scene.send("echo", HELLO)).state()).isEqualTo(TaskState.SUCCESSFUL);
  }

  @Test
  void retriesAndTasksNotYetDueAreSealedAnew() {
    RetryPolicy twice =
        new RetryPolicy(2, Backoff.fixed(Duration.ofMillis(20)), Duration.ofSeconds(5));
    TaskType<JsonNode, JsonNode> flaky = TaskType.of("flaky", JsonNode.class, JsonNode.class);
    scene.registry.handle(
        flaky.with(twice),
        (input, attempt) -> {
          if (attempt.number() == 1) {
            throw TaskException.transientFailure("Hiccup", "once");
          }
          return Json.of(attempt.number());
        });
    scene.start(Scale.fixed(1));
    Instant soon = scene.clock.instant().plusMillis(300);
    Times due = new Times(soon, null, null, null, null, null);
    TaskId id = scene.send("flaky", "{}", due, null);
    assertThat(scene.result(id).value().asInt()).isEqualTo(2);
  }

  @Test
  void taskHandedBackKeepsItsSeal() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    TaskType<JsonNode, JsonNode> slow = TaskType.of("slow", JsonNode.class, JsonNode.class);
    scene.registry.handle(
        slow,
        (input, attempt) -> {
          never.await();
          return input;
        });
    WorkerNode node = scene.start(Scale.fixed(1));
    TaskId id = scene.send("slow", HELLO);
    Await.until("it runs", () -> node.status().active() == 1);
    node.close();

    List<Delivery> back = Collections.synchronizedList(new ArrayList<>());
    var _ = scene.broker.consume(QUEUE, 1, back::add);
    Await.until("it is back", () -> !back.isEmpty());
    Message message = back.getFirst().message();
    assertThat(message.contentType()).isEqualTo("application/vnd.meridian.encrypted");
    assertThat(scene.codec.decode(message, "fra").id()).isEqualTo(id);
    CeleryCodec another = new CeleryCodec("test").withSeal(seal("wrong"));
    assertThatThrownBy(() -> another.decode(message, "fra")).hasMessageContaining("right");
  }
}
