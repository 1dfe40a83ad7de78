package dev.meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.json.Json;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.memory.MemoryStore;
import dev.meridian.result.RequestFilter;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.ResultStore;
import dev.meridian.result.TaskRef;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.route.RegionHealth;
import dev.meridian.route.Router;
import dev.meridian.route.Target;
import dev.meridian.task.IdSource;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.task.TaskType;
import dev.meridian.testing.Await;
import dev.meridian.testing.FlakyBroker;
import dev.meridian.testing.ManualClock;
import dev.meridian.wire.CeleryCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Unique requests by a clock that the test turns, and a broker that nobody consumes from.
final class UniquenessTest {
  private static final QueueName QUEUE = QueueName.of("fra", Priority.NORMAL);
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final String NAME = "unique:echo k";

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final FlakyBroker broker = new FlakyBroker(new MemoryBroker(clock));
  private final ResultStore results = MemoryStore.create(clock).results();
  private final TaskClient client = client();

  private TaskClient client() {
    RegionMap map = RegionMap.of(List.of(Region.at("fra", 8.7, 50.1)), List.of());
    Router router = new Router(() -> map, region -> new RegionHealth(true, 1, 0));
    broker.declare(QUEUE);
    return new TaskClient(
        new TaskClient.Collaborators(
            new IdSource(clock, new Random(7)),
            clock,
            router,
            region -> broker,
            results,
            new CeleryCodec("test")));
  }

  @AfterEach
  void close() {
    broker.close();
    results.close();
  }

  private static Submission echo(Unique unique) {
    var task = new PlannedTask("0", Json.object().put("n", 1), new Target.Anywhere());
    return Submission.of("echo", task, Submission.Options.STANDARD).with(unique);
  }

  private RequestId made(Unique unique) {
    Accepted accepted = client.accept(echo(unique));
    assertThat(accepted.earlier()).isFalse();
    return accepted.request().id();
  }

  private TaskState state(RequestId id) {
    return client.status(id).orElseThrow().state();
  }

  private void succeed(RequestId id) {
    TaskRef task = new TaskRef(id.only(), id, Duration.ofMinutes(1));
    results.complete(
        task, TaskResult.successful(task.id(), Json.of(1), Json.object(), clock.instant()));
  }

  private void assertReplaced(RequestId earlier, RequestId by) {
    assertThat(state(earlier)).isEqualTo(TaskState.DISMISSED);
    assertThat(client.status(earlier).orElseThrow().message()).isEqualTo("replaced by " + by);
  }

  @Test
  void whatIsUnderWayIsTheAnswerUntilItEnds() {
    RequestId first = made(Unique.drop("k"));
    Accepted second = client.accept(echo(Unique.drop("k")));
    assertThat(second.earlier()).isTrue();
    assertThat(second.request().id()).isEqualTo(first);
    assertThat(results.list(RequestFilter.newest(10))).hasSize(1);
    assertThat(broker.depth(QUEUE).ready()).isEqualTo(1);

    succeed(first);
    assertThat(made(Unique.drop("k"))).isNotEqualTo(first);
  }

  @Test
  void otherKeysAndTypesAreOthers() {
    made(Unique.drop("k"));
    made(Unique.drop("K"));
    var task = new PlannedTask("0", Json.object(), new Target.Anywhere());
    var other = Submission.of("quote", task, Submission.Options.STANDARD).with(Unique.drop("k"));
    assertThat(client.accept(other).earlier()).isFalse();
  }

  @Test
  void whoeverWaitsForAnEarlierOneHearsOfItsEnd() throws InterruptedException {
    RequestId first = made(Unique.drop("k"));
    try (Pending pending = client.submitAndListen(echo(Unique.drop("k")))) {
      assertThat(pending.isEarlier()).isTrue();
      succeed(first);
      assertThat(pending.next(Duration.ofSeconds(20))).isPresent();
    }
  }

  @Test
  void oneOfManyRacersIsMadeAndAllAreAnsweredWithIt() {
    Set<RequestId> answers = ConcurrentHashMap.newKeySet();
    var made = new AtomicInteger();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        executor.execute(() -> {
          Accepted accepted = client.accept(echo(Unique.drop("k")));
          answers.add(accepted.request().id());
          made.addAndGet(accepted.earlier() ? 0 : 1);
        });
      }
    }
    assertThat(answers).hasSize(1);
    assertThat(made).hasValue(1);
    assertThat(broker.depth(QUEUE).ready()).isEqualTo(1);
  }

  @Test
  void oneOfManyRacersReplacesAllOthers() {
    Set<RequestId> answers = ConcurrentHashMap.newKeySet();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        executor.execute(() -> answers.add(made(Unique.replace("k"))));
      }
    }
    assertThat(answers).hasSize(16);
    assertThat(answers.stream().filter(id -> state(id) == TaskState.ACCEPTED)).hasSize(1);
    assertThat(answers.stream().filter(id -> state(id) == TaskState.DISMISSED)).hasSize(15);
  }

  @Test
  void earlierOneIsDismissedByTheOneThatReplacesIt() {
    RequestId first = made(Unique.drop("k"));
    RequestId second = made(Unique.replace("k"));
    assertReplaced(first, second);
    assertThat(state(second)).isEqualTo(TaskState.ACCEPTED);
    succeed(second);
    made(Unique.replace("k"));
    assertThat(state(second)).isEqualTo(TaskState.SUCCESSFUL);
  }

  @Test
  void whatCannotBePublishedClaimsNothing() {
    broker.goDown();
    assertThatThrownBy(() -> client.accept(echo(Unique.drop("k"))))
        .isInstanceOf(UnavailableException.class);
    assertThat(results.claims().holder(NAME)).isEmpty();
    broker.recover();
    made(Unique.drop("k"));
  }

  @Test
  void whatCannotBePublishedReplacesNothing() {
    RequestId first = made(Unique.drop("k"));
    broker.goDown();
    assertThatThrownBy(() -> client.accept(echo(Unique.replace("k"))))
        .isInstanceOf(UnavailableException.class);
    broker.recover();
    assertThat(state(first)).isEqualTo(TaskState.ACCEPTED);
    assertThat(client.accept(echo(Unique.drop("k"))).request().id()).isEqualTo(first);
  }

  @Test
  void earlierOneBlocksNobodyAfterItsDeadline() {
    RequestId first = made(Unique.drop("k"));
    clock.advance(Submission.Options.STANDARD.deadline().plusSeconds(1));
    made(Unique.drop("k"));
    assertThat(state(first)).isEqualTo(TaskState.FAILED);
  }

  @Test
  void whatADeadProgramHadInHandIsFreeAfterAMinute() {
    boolean claimed = results.claims().claim(NAME, null, "dead", InHand.LONGEST);
    assertThat(claimed).isTrue();
    clock.advance(InHand.LONGEST);
    made(Unique.drop("k"));
  }

  @Test
  void nobodyIsAnsweredWithARequestThatIsNotConfirmed() throws InterruptedException {
    var claims = results.claims();
    boolean claimed = claims.claim(NAME, null, "in-hand", InHand.LONGEST);
    assertThat(claimed).isTrue();
    var answers = ConcurrentHashMap.<RequestId>newKeySet();
    Thread waiting = Thread.ofVirtual().start(() -> answers.add(made(Unique.drop("k"))));
    Await.holds("it waits", Duration.ofMillis(200), () -> answers.isEmpty());
    claims.release(NAME, "in-hand");
    waiting.join(Duration.ofSeconds(20));
    assertThat(answers).hasSize(1);
  }

  @Test
  void debouncedOneWaitsAnewWithEachOther() {
    RequestId first = made(Unique.debounce("k", QUIET));
    assertThat(starts()).contains(clock.instant().plus(QUIET));
    clock.advance(Duration.ofSeconds(6));
    RequestId second = made(Unique.debounce("k", QUIET));
    assertReplaced(first, second);
    assertThat(starts()).contains(clock.instant().plus(QUIET));
    assertThat(state(second)).isEqualTo(TaskState.ACCEPTED);
    assertThat(broker.depth(QUEUE).ready()).as("neither is due").isZero();
  }

  @Test
  void debouncedOneStartsAfterTenWaitsHoweverManyCome() {
    Instant begin = clock.instant();
    RequestId last = made(Unique.debounce("k", QUIET));
    for (int n = 1; n <= 11; n++) {
      clock.advance(Duration.ofSeconds(9));
      RequestId next = made(Unique.debounce("k", QUIET));
      assertReplaced(last, next);
      last = next;
    }
    assertThat(starts()).contains(begin.plus(QUIET.multipliedBy(Uniqueness.MOST_WAITS)));

    clock.advance(Duration.ofSeconds(9));
    RequestId ofTheNextRow = made(Unique.debounce("k", QUIET));
    assertThat(state(last)).as("its time has come").isEqualTo(TaskState.ACCEPTED);
    assertThat(starts()).contains(clock.instant().plus(QUIET));
    assertThat(state(ofTheNextRow)).isEqualTo(TaskState.ACCEPTED);
  }

  private Optional<Instant> starts() {
    return results
        .claims()
        .holder(NAME)
        .map(holder -> Instant.ofEpochMilli(Long.parseLong(holder.split(" ", 3)[2])));
  }

  @Test
  void typedTasksSayWhetherTheyAreTheEarlierOne() {
    TaskType<JsonNode, JsonNode> type = TaskType.of("echo", JsonNode.class, JsonNode.class);
    Tasks tasks = new Tasks(client, clock, () -> Submission.Options.STANDARD);
    JsonNode input = Json.object();
    Submitted<JsonNode> first = tasks.submit(type, input, o -> o.unique(Unique.drop("k")));
    Submitted<JsonNode> again = tasks.submit(type, input, o -> o.unique(Unique.drop("k")));
    assertThat(first.isEarlier()).isFalse();
    assertThat(again.isEarlier()).isTrue();
    assertThat(again.id()).isEqualTo(first.id());
    RequestRecord record = client.status(first.id()).orElseThrow().request();
    assertThat(record.deadline()).isEqualTo(clock.instant().plusSeconds(600));
    assertThatThrownBy(() -> tasks.publish(type, input, o -> o.unique(Unique.drop("k"))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("unique");
    assertThatThrownBy(() ->
            tasks.submit(type, input, o -> o.unique(Unique.debounce("k", QUIET)).countdown(QUIET)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("eta");
  }

  @Test
  void wishesThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> Unique.drop(" ")).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> Unique.drop("x".repeat(201)))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> Unique.drop("a\nb")).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> Unique.debounce("k", Duration.ZERO))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> Unique.debounce("k", Duration.ofDays(2)))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> new Unique("k", Unique.Mode.DROP, QUIET))
        .isInstanceOf(InvalidValueException.class);
  }
}
