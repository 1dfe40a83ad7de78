package dev.meridian.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.InvalidValueException;
import dev.meridian.broker.Broker;
import dev.meridian.client.Replayer.Replay;
import dev.meridian.json.Json;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.DeadLetter.Death;
import dev.meridian.letter.LetterBounds;
import dev.meridian.letter.LetterFilter;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.memory.MemoryStore;
import dev.meridian.result.RequestFilter;
import dev.meridian.result.Store;
import dev.meridian.result.TaskRef;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.task.IdSource;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.testing.FlakyBroker;
import dev.meridian.testing.Inbox;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReplayerTest {
  private static final QueueName LOW = QueueName.of("fra", Priority.LOW);

  private final InstantSource clock = InstantSource.system();
  private final FlakyBroker broker = new FlakyBroker(new MemoryBroker(clock));
  private final Store store = MemoryStore.create(clock);
  private final Replayer replayer =
      new Replayer(
          new Replayer.Collaborators(
              new IdSource(clock, new Random(3)),
              clock,
              this::broker,
              store,
              new CeleryCodec("test")));

  ReplayerTest() {
    broker.declare(LOW);
    broker.declare(QueueName.of("sin", Priority.LOW));
  }

  @AfterEach
  void close() {
    broker.close();
    store.close();
  }

  private Broker broker(String region) {
    if (!region.equals("fra") && !region.equals("sin")) {
      throw new InvalidValueException("region", region, "fra or sin");
    }
    return broker;
  }

  private DeadLetter kept(QueueName queue) {
    byte[] body = "[[], {\"a\": 1}, null]".getBytes(UTF_8);
    Message message =
        new Message(
            Map.of("task", "quote", "id", "old"), "application/json", "utf-8", "old", 0, body);
    DeadLetter letter = DeadLetter.of(message, new Death(queue, "no", 1, Instant.EPOCH));
    store.letters().add(letter, LetterBounds.STANDARD);
    return letter;
  }

  private static RequestId requestOf(Replay replay) {
    return switch (replay) {
      case Replay.Replayed(RequestId request) -> request;
      case Replay.Refused(String reason) -> throw new AssertionError("refused: " + reason);
    };
  }

  private static String refusal(Replay replay) {
    return switch (replay) {
      case Replay.Replayed(RequestId request) -> throw new AssertionError("replayed " + request);
      case Replay.Refused(String reason) -> reason;
    };
  }

  private void assertNothingHappened() {
    assertThat(store.letters().count(LetterFilter.ALL)).isEqualTo(1);
    assertThat(store.results().list(RequestFilter.newest(10))).isEmpty();
  }

  @Test
  void replayIsARecordedRequestInTheSameClass() {
    RequestId request = requestOf(replayer.replay(kept(LOW), null));
    assertThat(store.results().status(request).orElseThrow().request().type()).isEqualTo("quote");
    var inbox = new Inbox();
    broker.consume(LOW, 1, inbox);
    Message message = inbox.await(0).message();
    assertThat(message.correlationId()).isEqualTo(request.value());
    assertThat(message.body()).asString(UTF_8).isEqualTo("[[], {\"a\": 1}, null]");
    assertThat(store.letters().count(LetterFilter.ALL)).isZero();
  }

  @Test
  void resultOfTheFirstLifeStays() {
    TaskRef old = new TaskRef(new TaskId("old"), null, Duration.ofMinutes(1));
    TaskFailure failure = TaskFailure.of("SourceFailed", "no");
    store
        .results()
        .complete(old, TaskResult.failed(old.id(), failure, Json.object(), clock.instant()));
    RequestId request = requestOf(replayer.replay(kept(LOW), null));
    assertThat(store.results().find(old.id()).orElseThrow().state()).isEqualTo(TaskState.FAILED);
    assertThat(store.results().find(request.only())).isEmpty();
  }

  @Test
  void otherRegionGetsItInTheSameClass() {
    RequestId request = requestOf(replayer.replay(kept(LOW), "sin"));
    assertThat(store.results().status(request).orElseThrow().request().tasks().getFirst().route())
        .satisfies(route -> {
          assertThat(route.region()).isEqualTo("sin");
          assertThat(route.queue()).hasToString("meridian.sin.low");
        });
  }

  @Test
  void unconfirmedReplayLeavesTheLetterAndNothingElse() {
    DeadLetter letter = kept(LOW);
    broker.goDown();
    assertThat(refusal(replayer.replay(letter, null))).isNotEmpty();
    assertNothingHappened();
    broker.recover();
    requestOf(replayer.replay(letter, null));
  }

  @Test
  void queueNobodyDeclaredIsARefusal() {
    QueueName high = QueueName.of("fra", Priority.HIGH);
    assertThat(refusal(replayer.replay(kept(high), null))).contains("meridian.fra.high");
    assertNothingHappened();
  }

  @Test
  void regionNobodyKnowsIsARefusal() {
    assertThat(refusal(replayer.replay(kept(LOW), "iad"))).contains("region: iad");
    assertThat(refusal(replayer.replay(kept(new QueueName("celery")), null)))
        .contains("queue: celery");
    assertThat(store.results().list(RequestFilter.newest(10))).isEmpty();
  }

  @Test
  void oneOfManyRacersReplays() {
    DeadLetter letter = kept(LOW);
    var replays = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        threads.execute(() ->
            replays.addAndGet(replayer.replay(letter, null) instanceof Replay.Replayed ? 1 : 0));
      }
    }
    assertThat(replays).hasValue(1);
    assertThat(broker.depth(LOW).ready()).isEqualTo(1);
  }
}
