package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Publication;
import dev.meridian.json.Json;
import dev.meridian.retry.Backoff;
import dev.meridian.retry.RetryPolicy;
import dev.meridian.task.PayloadVersions;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskType;
import dev.meridian.wire.Envelope;
import dev.meridian.worker.WorkerConfig.Scale;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import tools.jackson.databind.node.ObjectNode;

/// Old messages at a new worker, and what its handler sees.
final class PayloadVersionTest {
  private static final TaskType<Parcel, Parcel> SEND =
      TaskType.of("parcels.send", Parcel.class, Parcel.class)
          .with(
              PayloadVersions.of(3).from(2, old -> old.put("grams", 1000 * old.path("kg").asInt())))
          .with(new RetryPolicy(2, Backoff.fixed(Duration.ofMillis(1)), Duration.ofSeconds(1)));

  private final WorkerScene scene = new WorkerScene();

  record Parcel(int grams) {}

  @BeforeEach
  void start() {
    scene.registry.handle(
        SEND,
        (parcel, attempt) -> {
          if (parcel.grams == 2000 && attempt.number() == 1) {
            throw TaskException.transientFailure("Later", "once more");
          }
          return parcel;
        });
    scene.registry.handle(
        TaskType.of("log.context", Parcel.class, Map.class),
        (parcel, attempt) -> Objects.requireNonNull(MDC.getCopyOfContextMap()));
    scene.start(Scale.fixed(1));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private TaskId send(int version, String inputs) {
    TaskId id = new TaskId("parcel-" + System.nanoTime());
    var envelope =
        new Envelope(
            id,
            SEND.name(),
            Json.array(),
            Json.object(),
            Json.nullNode(),
            0,
            Envelope.Times.UNBOUNDED,
            Envelope.Lineage.NONE,
            false,
            Map.of());
    var input = (ObjectNode) Json.read(inputs);
    scene.broker.publish(
        Publication.now(
            WorkerScene.QUEUE, scene.codec.encode(envelope.withVersion(version, input))));
    return id;
  }

  @Test
  void oldInputIsRaised() {
    assertThat(scene.result(send(2, "{\"kg\": 5}")).value().path("grams").asInt()).isEqualTo(5000);
    assertThat(scene.result(send(3, "{\"grams\": 7}")).value().path("grams").asInt()).isEqualTo(7);
  }

  @Test
  void oldInputIsRaisedOnceThoughItIsTriedTwice() {
    assertThat(scene.result(send(2, "{\"kg\": 2}")).value().path("grams").asInt()).isEqualTo(2000);
  }

  @Test
  void inputWithoutAWayUpBecomesADeadLetterAlone() throws InterruptedException {
    TaskFailure failure = scene.result(send(1, "{\"stones\": 1}")).failure();
    assertThat(Objects.requireNonNull(failure).type()).isEqualTo(TaskFailure.UNKNOWN_VERSION);
    assertThat(scene.nextDead().message().headers().get("meridian-reason"))
        .isEqualTo(
            "UnknownVersion: payload version: 1 (expected: 3, or a way up to it; none starts from 1)");
    assertThat(scene.result(send(4, "{\"grams\": 1}")).failure())
        .isNotNull()
        .satisfies(newer -> assertThat(String.valueOf(newer)).contains("a newer worker is needed"));
    assertThat(scene.result(send(3, "{\"grams\": 7}")).value().path("grams").asInt()).isEqualTo(7);
  }

  @Test
  void lineOfAHandlerSaysWhoseItIs() {
    TaskId id = scene.send("log.context", "{\"grams\": 1}");
    var context = scene.result(id).value();
    assertThat(context.path("task").asString()).isEqualTo(id.value());
    assertThat(context.path("type").asString()).isEqualTo("log.context");
    assertThat(context.path("region").asString()).isEqualTo("fra");
    assertThat(context.path("attempt").asString()).isEqualTo("1");
    assertThat(context.has("request")).isFalse();
    var request = scene.submit("log.context", "{\"grams\": 1}");
    assertThat(scene.result(request.only()).value().path("request").asString())
        .isEqualTo(request.value());
  }
}
