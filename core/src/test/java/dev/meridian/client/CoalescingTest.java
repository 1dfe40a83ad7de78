package dev.meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.broker.Delivery;
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
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.testing.Await;
import dev.meridian.testing.FlakyBroker;
import dev.meridian.testing.ManualClock;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Requests that share executions, by a clock that the test turns; nothing runs until it serves.
final class CoalescingTest {
  private static final QueueName QUEUE = QueueName.of("fra", Priority.NORMAL);
  private static final Duration TERM = Submission.Options.STANDARD.deadline();

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final FlakyBroker broker = new FlakyBroker(new MemoryBroker(clock));
  private final ResultStore results = MemoryStore.create(clock).results();
  private final CeleryCodec codec = new CeleryCodec("test");
  private final TaskClient client = client();

  private TaskClient client() {
    RegionMap map =
        RegionMap.of(List.of(Region.at("fra", 8.7, 50.1), Region.at("iad", -77, 39)), List.of());
    Router router = new Router(() -> map, region -> new RegionHealth(true, 1, 0));
    for (String region : List.of("fra", "iad")) {
      for (Priority priority : Priority.values()) {
        broker.declare(QueueName.of(region, priority));
      }
    }
    return new TaskClient(
        new TaskClient.Collaborators(
            new IdSource(clock, new Random(9)), clock, router, region -> broker, results, codec));
  }

  @AfterEach
  void close() {
    broker.close();
    results.close();
  }

  private static Submission get(ObjectNode inputs, String region) {
    var task = new PlannedTask("0", inputs, new Target.ToRegion(region));
    return Submission.of("get", task, Submission.Options.STANDARD).coalescing(true);
  }

  private static Submission get(String json) {
    return get((ObjectNode) Json.read(json), "fra");
  }

  private RequestRecord submitted(Submission submission) {
    return client.submit(submission);
  }

  private boolean shared(Submission submission) {
    return submitted(submission).tasks().getFirst().shared();
  }

  private long published() {
    return broker.depth(QUEUE).ready();
  }

  private TaskState state(RequestRecord request) {
    return client.status(request.id()).orElseThrow().state();
  }

  private void serve() {
    var _ = broker.consume(QUEUE, 100, this::answer);
  }

  private void answer(Delivery delivery) {
    Envelope envelope = codec.decode(delivery.message());
    TaskRef task = new TaskRef(envelope.id(), envelope.lineage().request(), Duration.ofMinutes(1));
    results.complete(
        task, TaskResult.successful(task.id(), envelope.kwargs(), Json.object(), clock.instant()));
    delivery.ack();
  }

  @Test
  void manyWhoAskForTheSameShareOneTask() throws InterruptedException {
    Queue<Pending> all = new ConcurrentLinkedQueue<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        String inputs =
            i % 2 == 0
                ? "{\"a\": 1, \"b\": {\"c\": 2, \"d\": 3}}"
                : "{\"b\": {\"d\": 3, \"c\": 2}, \"a\": 1}";
        executor.execute(() -> all.add(client.submitAndListen(get(inputs))));
      }
    }
    assertThat(published()).isEqualTo(1);
    assertThat(all.stream().filter(one -> !one.request().tasks().getFirst().shared())).hasSize(1);
    assertThat(all.stream().map(one -> one.request().id()).distinct()).hasSize(200);
    serve();
    for (Pending one : all) {
      TaskResult result = one.next(Duration.ofSeconds(20)).orElseThrow();
      assertThat(result.value().path("a").asInt()).isEqualTo(1);
      assertThat(result.id()).isEqualTo(one.request().id().only());
      assertThat(state(one.request())).isEqualTo(TaskState.SUCCESSFUL);
      one.close();
    }
  }

  @Test
  void whatDiffersInAnyWayIsNotShared() {
    assertThat(shared(get("{\"a\": 1}"))).isFalse();
    assertThat(shared(get("{\"a\": 2}"))).isFalse();
    assertThat(shared(get("{\"a\": \"1\"}"))).isFalse();
    assertThat(shared(get("{\"a\": [1]}"))).isFalse();
    assertThat(shared(get(Json.object().put("a", 1), "iad"))).isFalse();
    Submission same = get("{\"a\": 1}");
    assertThat(shared(new Submission("got", same.tasks(), same.options()).coalescing(true)))
        .isFalse();
    assertThat(shared(same.coalescing(false))).isFalse();
    var limited = new Submission.Conditions(null, null, null, false, Map.of("who", "me"));
    assertThat(
            shared(new Submission("get", same.tasks(), same.options(), limited).coalescing(true)))
        .isFalse();
    assertThat(shared(same)).isTrue();
  }

  @Test
  void whatIsOverIsNotShared() throws InterruptedException {
    serve();
    try (Pending first = client.submitAndListen(get("{}"))) {
      assertThat(first.next(Duration.ofSeconds(20))).isPresent();
    }
    try (Pending next = client.submitAndListen(get("{}"))) {
      assertThat(next.request().tasks().getFirst().shared()).isFalse();
      assertThat(next.next(Duration.ofSeconds(20))).isPresent();
    }
  }

  @Test
  void cancelledLeaderLeavesItsWorkToTheOthers() {
    RequestRecord leader = submitted(get("{}"));
    RequestRecord follower = submitted(get("{}"));
    client.cancel(leader.id());
    assertThat(shared(get("{}"))).isTrue();
    serve();
    Await.until("it is done", () -> state(follower) == TaskState.SUCCESSFUL);
    assertThat(state(leader)).isEqualTo(TaskState.DISMISSED);
  }

  @Test
  void workThatAllHaveLeftIsBegunAnew() {
    RequestRecord leader = submitted(get("{}"));
    client.cancel(leader.id());
    assertThat(shared(get("{}"))).isFalse();
    assertThat(published()).isEqualTo(2);
  }

  @Test
  void laterOnesHaveAllOfTheirTimeOrDoNotShare() {
    submitted(get("{}"));
    clock.advance(TERM.dividedBy(2));
    assertThat(shared(get("{}"))).isTrue();
    clock.advance(Duration.ofSeconds(1));
    assertThat(shared(get("{}"))).as("its deadline is after that of the work").isFalse();
    assertThat(shared(get("{}"))).as("the newer work").isTrue();
  }

  @Test
  void earlierDeadlineOfOneDoesNotEndTheOthers() {
    RequestRecord hasty = submitted(get("{}").withDeadline(Duration.ofSeconds(10)));
    RequestRecord patient = submitted(get("{}").withDeadline(Duration.ofSeconds(15)));
    assertThat(patient.tasks().getFirst().shared()).isTrue();
    clock.advance(Duration.ofSeconds(11));
    assertThat(state(hasty)).isEqualTo(TaskState.FAILED);
    serve();
    Await.until("it is done", () -> state(patient) == TaskState.SUCCESSFUL);
    assertThat(state(hasty)).isEqualTo(TaskState.FAILED);
  }

  @Test
  void whatCannotBePublishedIsNobodysWork() {
    broker.goDown();
    assertThatThrownBy(() -> client.submit(get("{}"))).isInstanceOf(UnavailableException.class);
    assertThat(results.list(RequestFilter.newest(10))).isEmpty();
    broker.recover();
    assertThat(shared(get("{}"))).isFalse();
    assertThat(shared(get("{}"))).isTrue();
  }

  @Test
  void workWhoseProgramDiedBeforeItWasConfirmedIsSharedByNobody() {
    RequestRecord planned = submitted(get("{}").coalescing(false));
    String name = Coalescing.name(get("{}"), planned.tasks().getFirst().route());
    boolean claimed = results.claims().claim(name, null, "dead", InHand.LONGEST);
    assertThat(claimed).isTrue();
    clock.advance(InHand.LONGEST);
    assertThat(shared(get("{}"))).isFalse();
    assertThat(shared(get("{}"))).isTrue();
  }

  @Test
  void manyTasksAndLaterOnesAreNotShared() {
    Submission one = get("{}");
    PlannedTask task = one.tasks().getFirst();
    var two = new Submission("get", List.of(task, task), one.options()).coalescing(true);
    submitted(two);
    assertThat(published()).isEqualTo(2);
    var eta =
        new Submission.Conditions(clock.instant().plusSeconds(5), null, null, false, Map.of());
    var later = new Submission("get", one.tasks(), one.options(), eta).coalescing(true);
    assertThat(shared(later)).isFalse();
    assertThat(shared(later)).isFalse();
  }

  @Test
  void uniqueAndSharedGoTogether() {
    RequestRecord first = submitted(get("{}").with(Unique.drop("k")));
    RequestRecord other = submitted(get("{}").with(Unique.drop("other")));
    assertThat(other.tasks().getFirst().shared()).isTrue();
    assertThat(submitted(get("{}").with(Unique.drop("k"))).id()).isEqualTo(first.id());
    submitted(get("{}").with(Unique.replace("k")));
    serve();
    Await.until("it is done", () -> state(other) == TaskState.SUCCESSFUL);
    assertThat(state(first)).isEqualTo(TaskState.DISMISSED);
  }
}
