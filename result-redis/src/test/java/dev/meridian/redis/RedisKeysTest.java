package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import dev.meridian.lane.Lanes.Load;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.LetterBounds;
import dev.meridian.limit.Limits.Limit;
import dev.meridian.node.WorkerStatus;
import dev.meridian.result.Admission;
import dev.meridian.result.AttemptStart;
import dev.meridian.result.RequestFilter;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.ResultStore;
import dev.meridian.result.Store;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskState;
import dev.meridian.testing.Await;
import dev.meridian.testing.RedisNode;
import dev.meridian.wire.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is in Redis, seen without the store.
final class RedisKeysTest {
  private static final AttemptStart ATTEMPT = new AttemptStart(1, "fra", "w1", Instant.EPOCH);

  private final RedisNode redis = RedisNode.launch();
  private final Store store =
      RedisStore.connect(
          RedisConfig.defaults(redis.uri()).withMaxListed(3).withMaxBatch(2), Clock.systemUTC());
  private final ResultStore results = store.results();

  @AfterEach
  void close() {
    store.close();
    redis.close();
  }

  @Test
  void everyKeyHasATimeToLive() {
    RequestRecord request = Fixtures.request(3);
    results.create(request);
    results.begin(Fixtures.partOf(request, 0), ATTEMPT);
    results.progress(Fixtures.partOf(request, 0), 10, "on its way");
    results.complete(Fixtures.partOf(request, 1), Fixtures.success(request.taskIds().get(1)));
    store.limits().tryAcquire("a", new Limit(1, 1e-300, 1, Duration.ofMinutes(1)));
    store.limits().park("b", Duration.ofMinutes(1));
    store.cache().put("c", new byte[] {0, -1}, Duration.ofMinutes(1));
    store.workers().heartbeat(worker(), Duration.ofMinutes(1));
    store.lanes().assign(new Load("fra", "d", 1), List.of(0L));
    store.lanes().inUse("fra", Set.of(7));
    Message message = new Message(Map.of("id", "t"), null, null, null, 0, new byte[1]);
    store.letters().add(DeadLetter.found(message, Instant.EPOCH), LetterBounds.STANDARD);
    assertThat(keys())
        .contains("meridian:letters")
        .contains("meridian:lanes:fra", "meridian:lanes:fra:used")
        .hasSizeGreaterThan(17)
        .allSatisfy(this::isMortal);
    results.cancel(request.id());
    assertThat(keys()).allSatisfy(this::isMortal);
  }

  @Test
  void newestRequestsOnlyAreListed() {
    List<RequestRecord> requests =
        IntStream.range(0, 5).mapToObj(_ -> Fixtures.request(1)).toList();
    requests.forEach(results::create);
    assertThat(redis.ctl("ZCARD", "meridian:requests")).isEqualTo("3");
    assertThat(results.status(requests.getFirst().id())).isPresent();
    assertThat(results.list(RequestFilter.newest(10))).hasSize(3);
  }

  @Test
  void expiredRequestsAreDroppedFromTheList() {
    Duration shortly = Duration.ofMillis(50);
    RequestRecord gone = Fixtures.request(1, shortly, shortly);
    RequestRecord stays = Fixtures.request(1);
    results.create(gone);
    results.create(stays);
    results.complete(Fixtures.partOf(gone, 0), Fixtures.success(gone.id().only()));
    Await.until("it has expired", () -> results.status(gone.id()).isEmpty());
    assertThat(results.list(RequestFilter.newest(10)))
        .singleElement()
        .satisfies(status -> assertThat(status.request()).isEqualTo(stays));
    assertThat(redis.ctl("ZRANGE", "meridian:requests", "0", "-1")).isEqualTo(stays.id().value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\": \"SUCCESS\", \"result\": 1}",
        "{\"result\": 1, \"task_id\": \"x\", \"status\": \"SUCCESS\"}",
        " { \"status\" : \"SUCCESS\" , \"result\" : 1 } "
      })
  void terminalDocumentOfAnyShapeStays(String document) {
    TaskId task = Fixtures.task();
    write(task, document);
    assertThat(Documents.isOver(document.getBytes(UTF_8))).isTrue();
    assertThat(results.begin(Fixtures.alone(task), ATTEMPT)).isEqualTo(Admission.ALREADY_OVER);
    assertThat(results.complete(Fixtures.alone(task), Fixtures.failure(task))).isFalse();
    assertThat(results.find(task).orElseThrow().value()).isEqualTo(Json.of(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\": \"MY SUCCESS\", \"result\": 1}",
        "{\"result\": {\"status\": \"SUCCESS\"}, \"status\": \"RETRY\"}",
        "{\"result\": null}",
        "[\"SUCCESS\"]",
        "no document"
      })
  void documentThatIsNotTerminalIsOverwritten(String document) {
    TaskId task = Fixtures.task();
    write(task, document);
    assertThat(Documents.isOver(document.getBytes(UTF_8))).isFalse();
    assertThat(results.begin(Fixtures.alone(task), ATTEMPT)).isEqualTo(Admission.RUN);
    write(task, document);
    assertThat(results.complete(Fixtures.alone(task), Fixtures.success(task))).isTrue();
    assertThat(results.find(task).orElseThrow().state()).isEqualTo(TaskState.SUCCESSFUL);
  }

  @Test
  void unreadableTerminalDocumentIsAFailure() {
    TaskId task = Fixtures.task();
    write(task, "{\"status\": \"SUCCESS\", \"result\": ");
    assertThat(results.find(task).orElseThrow().failure())
        .extracting(TaskFailure::type)
        .isEqualTo("UnreadableResult");
    write(task, "nothing at all");
    assertThat(results.find(task)).isEmpty();
  }

  @Test
  void closedListenersLeaveNoSubscription() {
    List<TaskId> tasks = Fixtures.tasks(2_500);
    var first = results.listen(tasks, false);
    var second = results.listen(tasks.subList(0, 1), true);
    assertThat(channels()).isEqualTo(2_500);
    first.close();
    Await.until("one is left", () -> channels() == 1);
    second.close();
    Await.until("none is left", () -> channels() == 0);
  }

  @Test
  void resultEndsItsSubscription() throws Exception {
    List<TaskId> tasks = Fixtures.tasks(2);
    try (var listening = results.listen(tasks, false)) {
      results.complete(Fixtures.alone(tasks.get(0)), Fixtures.success(tasks.get(0)));
      assertThat(listening.next(Duration.ofSeconds(20))).isPresent();
      Await.until("one is left", () -> channels() == 1);
    }
  }

  @Test
  void requestOfTheMostTasksIsRecordedAndCancelled() {
    RequestRecord request = Fixtures.request(RequestRecord.MAX_TASKS);
    results.create(request);
    assertThat(results.status(request.id()).orElseThrow().request()).isEqualTo(request);
    assertThat(results.cancel(request.id())).isEqualTo(ResultStore.CancelOutcome.DISMISSED);
    assertThat(results.parts(request.id(), 9_990, 100)).hasSize(10);
    assertThat(results.parts(request.id(), 0, 0)).isEmpty();
    assertThat(results.findAll(request.taskIds())).hasSize(RequestRecord.MAX_TASKS);
  }

  private void write(TaskId task, String document) {
    redis.ctl("SET", "celery-task-meta-" + task, document);
  }

  private long channels() {
    return redis.ctl("PUBSUB", "CHANNELS", "celery-task-meta-*").lines().count();
  }

  private List<String> keys() {
    return redis.ctl("KEYS", "*").lines().toList();
  }

  private void isMortal(String key) {
    assertThat(Long.parseLong(redis.ctl("PTTL", key))).isPositive();
  }

  private static WorkerStatus worker() {
    Instant now = Instant.EPOCH;
    return new WorkerStatus("w1", List.of(), List.of(), "1", now, now, 1, 0, 0, false);
  }
}
