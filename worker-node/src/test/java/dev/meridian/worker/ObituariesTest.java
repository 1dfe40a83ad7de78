package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.builtin.Echo;
import dev.meridian.json.Json;
import dev.meridian.letter.LetterBounds;
import dev.meridian.letter.LetterFilter;
import dev.meridian.letter.LetterHead;
import dev.meridian.retry.Backoff;
import dev.meridian.retry.RetryPolicy;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskState;
import dev.meridian.task.TaskType;
import dev.meridian.testing.Await;
import dev.meridian.wire.Envelope.Times;
import dev.meridian.worker.WorkerConfig.Scale;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Which tasks leave a dead letter behind, and what it says.
final class ObituariesTest {
  private final WorkerScene scene = new WorkerScene();

  @AfterEach
  void close() {
    scene.close();
  }

  private void refuse(String type) {
    scene.registry.handle(
        TaskType.of(type, JsonNode.class, JsonNode.class),
        (_, _) -> {
          throw TaskException.permanent("SourceRefused", "not today");
        });
  }

  private List<LetterHead> letters() {
    return scene.store.letters().page(LetterFilter.ALL, null, 100).letters();
  }

  @Test
  void taskThatFailedForGoodLeavesALetter() {
    refuse("refused");
    scene.start(Scale.fixed(1));
    RequestId request = scene.submit("refused", "{\"a\":1}");
    scene.result(request.only());

    LetterHead head = letters().getFirst();
    assertThat(letters()).hasSize(1);
    assertThat(head.task()).isEqualTo(request.only());
    assertThat(head.request()).isEqualTo(request);
    assertThat(head.type()).isEqualTo("refused");
    assertThat(head.region()).isEqualTo("fra");
    assertThat(head.queue()).isEqualTo(WorkerScene.QUEUE);
    assertThat(head.reason()).isEqualTo("SourceRefused: not today");
    assertThat(head.attempts()).isEqualTo(1);
    byte[] body = scene.store.letters().find(head.id()).orElseThrow().message().body();
    assertThat(Json.read(body).path(1)).isEqualTo(Json.read("{\"a\":1}"));
  }

  @Test
  void everyAttemptCounts() {
    Backoff soon = Backoff.fixed(Duration.ofMillis(1));
    scene.registry.handle(
        TaskType.of("stubborn", JsonNode.class, JsonNode.class)
            .with(new RetryPolicy(2, soon, Duration.ofSeconds(1))),
        (_, _) -> {
          throw TaskException.transientFailure("SourceUnavailable", "still not");
        });
    scene.start(Scale.fixed(1));
    scene.result(scene.send("stubborn", "{}"));
    assertThat(letters()).extracting(LetterHead::attempts).containsExactly(2);
  }

  @Test
  void taskThatWasNeverBegunHasNoAttempts() {
    scene.registry.handle(Echo.TYPE, Echo.HANDLER);
    scene.start(Scale.fixed(1));
    Times overdue = new Times(null, null, scene.clock.instant().minusSeconds(5), null, null, null);
    scene.result(scene.send("echo", "{\"stringInput\":\"late\"}", overdue, null));
    assertThat(letters())
        .singleElement()
        .satisfies(head -> {
          assertThat(head.attempts()).isZero();
          assertThat(head.reason()).startsWith("DeadlineExceeded: not started by ");
        });
  }

  @Test
  void tasksThatEndedOtherwiseLeaveNone() throws InterruptedException {
    var begun = new CountDownLatch(1);
    scene.registry.handle(Echo.TYPE, Echo.HANDLER);
    scene.registry.handle(
        TaskType.of("cancelled", JsonNode.class, JsonNode.class),
        (_, attempt) -> {
          begun.countDown();
          Await.until("it is cancelled", attempt::isCancelled);
          throw TaskException.permanent("SourceRefused", "too late");
        });
    scene.start(Scale.fixed(1));
    RequestId request = scene.submit("cancelled", "{}");
    begun.await();
    scene.store.results().cancel(request);
    assertThat(scene.result(request.only()).state()).isEqualTo(TaskState.DISMISSED);
    scene.result(scene.send("echo", "{\"stringInput\":\"well\"}"));
    assertThat(letters()).isEmpty();
  }

  @Test
  void noneIsKeptIfOperatorsDoNotWantThem() {
    refuse("refused");
    LetterBounds none = new LetterBounds(0, Duration.ofDays(1));
    scene.start(none);
    TaskId task = scene.send("refused", "{}");
    assertThat(scene.result(task).state()).isEqualTo(TaskState.FAILED);
    assertThat(letters()).isEmpty();
  }
}
