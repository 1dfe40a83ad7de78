package dev.meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.broker.Broker;
import dev.meridian.broker.Delivery;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.json.Json;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.memory.MemoryStore;
import dev.meridian.result.Admission;
import dev.meridian.result.AttemptStart;
import dev.meridian.result.RequestFilter;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.ResultStore;
import dev.meridian.result.TaskRef;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.route.RegionHealth;
import dev.meridian.route.RoutePolicy;
import dev.meridian.route.Router;
import dev.meridian.route.Target;
import dev.meridian.task.IdSource;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.testing.Await;
import dev.meridian.testing.FlakyBroker;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TaskClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final InstantSource clock = InstantSource.system();
  private final MemoryBroker reliable = new MemoryBroker(clock);
  private final FlakyBroker flaky = new FlakyBroker(new MemoryBroker(clock));
  private final Map<String, Broker> brokers = Map.of("fra", flaky, "iad", reliable);
  private final ResultStore results = MemoryStore.create(clock).results();
  private final CeleryCodec codec = new CeleryCodec("test@client");
  private final TaskClient client = client();

  private TaskClient client() {
    RegionMap map =
        RegionMap.of(List.of(Region.at("fra", 8.7, 50.1), Region.at("iad", -77, 39)), List.of());
    // Health that is out of date: the client must find out by itself.
    Router router = new Router(() -> map, region -> new RegionHealth(true, 1, 0));
    brokers.forEach((region, broker) -> broker.declare(queue(region)));
    return new TaskClient(
        new TaskClient.Collaborators(
            new IdSource(clock, new Random(5)), clock, router, this::broker, results, codec));
  }

  @AfterEach
  void close() {
    brokers.values().forEach(Broker::close);
    results.close();
  }

  private Broker broker(String region) {
    return Objects.requireNonNull(brokers.get(region));
  }

  private static QueueName queue(String region) {
    return QueueName.of(region, Priority.NORMAL);
  }

  private static Submission toFrankfurt(int tasks) {
    List<PlannedTask> planned = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      planned.add(
          new PlannedTask(
              Integer.toString(i), Json.object().put("n", i), new Target.ToRegion("fra")));
    }
    return new Submission("echo", planned, Submission.Options.STANDARD);
  }

  /// Answers every task of a region with its input.
  private void serve(String region) {
    var _ = broker(region).consume(queue(region), 100, this::answer);
  }

  private void answer(Delivery delivery) {
    Envelope envelope = codec.decode(delivery.message());
    TaskRef task = new TaskRef(envelope.id(), envelope.lineage().request(), Duration.ofMinutes(1));
    results.complete(
        task, TaskResult.successful(task.id(), envelope.kwargs(), Json.object(), clock.instant()));
    delivery.ack();
  }

  @Test
  void acceptedRequestIsRecordedAndItsMessagesWait() {
    RequestRecord request = client.submit(toFrankfurt(3));
    assertThat(results.status(request.id()).orElseThrow().state()).isEqualTo(TaskState.ACCEPTED);
    assertThat(flaky.depth(queue("fra")).ready()).isEqualTo(3);
    assertThat(request.tasks()).allMatch(task -> task.route().region().equals("fra"));
  }

  @Test
  void requestOfOneTaskSharesItsId() {
    RequestRecord request = client.submit(toFrankfurt(1));
    assertThat(request.taskIds()).containsExactly(request.id().only());
  }

  @Test
  void regionThatDoesNotTakeItsShareIsLeftOut() {
    flaky.goDown();
    RequestRecord request = client.submit(toFrankfurt(2));
    assertThat(request.tasks()).allMatch(task -> task.route().region().equals("iad"));
    assertThat(reliable.depth(queue("iad")).ready()).isEqualTo(2);
    assertThat(results.list(RequestFilter.newest(10))).hasSize(1);
  }

  @Test
  void requestThatNobodyTakesLeavesNothingBehind() {
    flaky.block();
    Submission.Options pinned =
        new Submission.Options(
            RoutePolicy.PIN,
            Priority.NORMAL,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            1);
    Submission submission = new Submission("echo", toFrankfurt(2).tasks(), pinned);
    assertThatThrownBy(() -> client.submit(submission))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("fra");
    assertThat(results.list(RequestFilter.newest(10))).isEmpty();
  }

  @Test
  void messageWhoseConfirmWasLostIsDroppedByItsWorker() throws InterruptedException {
    flaky.loseConfirms(1);
    RequestRecord request = client.submit(toFrankfurt(1));
    assertThat(request.tasks().getFirst().route().region()).isEqualTo("iad");
    flaky.recover();
    var seen = new LinkedBlockingQueue<Delivery>();
    var _ = flaky.consume(queue("fra"), 1, seen::add);
    Envelope stray = codec.decode(seen.take().message());
    assertThat(stray.id()).isNotEqualTo(request.id().only());
    TaskRef task = new TaskRef(stray.id(), stray.lineage().request(), Duration.ofMinutes(1));
    assertThat(results.begin(task, new AttemptStart(1, "fra", "w", clock.instant())))
        .isEqualTo(Admission.UNKNOWN_REQUEST);
  }

  private static RequestId chosen(int round) {
    return new RequestId("chosen-" + round);
  }

  @Test
  void requestMadeTwiceUnderItsOwnIdsIsOne() throws InterruptedException {
    serve("fra");
    RequestRecord request = client.submitOnce(toFrankfurt(2), TaskClientTest::chosen);
    assertThat(request.id()).isEqualTo(chosen(1));
    RequestStatus status = client.status(request.id()).orElseThrow();
    try (Pending pending = client.listen(status)) {
      assertThat(pending.await(PATIENCE)).isTrue();
    }
    assertThat(client.submitOnce(toFrankfurt(2), TaskClientTest::chosen)).isEqualTo(request);
    assertThat(results.list(RequestFilter.newest(10))).hasSize(1);
    assertThat(flaky.depth(queue("fra")).ready()).isZero();
  }

  @Test
  void requestThatMayNotBePublishedYetIsPublishedAgainWithTheSameTasks() {
    RequestRecord request = client.submitOnce(toFrankfurt(2), TaskClientTest::chosen);
    // As after a crash, when nobody knows whether the messages were sent.
    assertThat(client.submitOnce(toFrankfurt(2), TaskClientTest::chosen)).isEqualTo(request);
    assertThat(flaky.depth(queue("fra")).ready()).isEqualTo(4);
    assertThat(client.submitOnce(toFrankfurt(3), TaskClientTest::chosen)).isEqualTo(request);
    assertThat(flaky.depth(queue("fra")).ready()).as("of other tasks").isEqualTo(4);
  }

  @Test
  void requestOfALaterRoundIsFoundAgain() {
    flaky.goDown();
    RequestRecord request = client.submitOnce(toFrankfurt(1), TaskClientTest::chosen);
    assertThat(request.id()).isEqualTo(chosen(2));
    flaky.recover();
    assertThat(client.submitOnce(toFrankfurt(1), TaskClientTest::chosen)).isEqualTo(request);
    assertThat(results.list(RequestFilter.newest(10))).hasSize(1);
  }

  @Test
  void requestThatCannotBePublishedAgainNowIsUnavailable() {
    RequestRecord request = client.submitOnce(toFrankfurt(1), TaskClientTest::chosen);
    flaky.goDown();
    assertThatThrownBy(() -> client.submitOnce(toFrankfurt(1), TaskClientTest::chosen))
        .isInstanceOf(UnavailableException.class);
    flaky.recover();
    assertThat(client.submitOnce(toFrankfurt(1), TaskClientTest::chosen)).isEqualTo(request);
  }

  @Test
  void whoeverListensHearsOfEveryTask() throws InterruptedException {
    serve("fra");
    try (Pending pending = client.submitAndListen(toFrankfurt(50))) {
      assertThat(pending.await(PATIENCE)).isTrue();
      assertThat(client.status(pending.request().id()).orElseThrow().state())
          .isEqualTo(TaskState.SUCCESSFUL);
    }
  }

  @Test
  void callsComeBackWithTheirPlacesAndWithoutARecord() throws InterruptedException {
    serve("fra");
    Map<Integer, TaskResult> answers = client.callAll(toFrankfurt(200), PATIENCE);
    assertThat(answers).hasSize(200);
    answers.forEach(
        (place, answer) -> assertThat(answer.value().path("n").asInt()).isEqualTo(place));
    assertThat(results.list(RequestFilter.newest(10))).isEmpty();
  }

  @Test
  void callThatNobodyAnswersEndsWithItsTime() throws InterruptedException {
    PlannedTask task = toFrankfurt(1).tasks().getFirst();
    assertThat(client.call("echo", task, Submission.Options.STANDARD, Duration.ofMillis(50)))
        .isEmpty();
  }

  @Test
  void overdueRequestFailsWhenSomebodyAsks() {
    Submission.Options hasty = Submission.Options.STANDARD.withDeadline(Duration.ofMillis(1));
    RequestRecord request = client.submit(new Submission("echo", toFrankfurt(2).tasks(), hasty));
    Await.until(
        "the deadline",
        () -> client.status(request.id()).orElseThrow().state() == TaskState.FAILED);
    assertThat(client.parts(request.id(), 0, 10))
        .allMatch(part -> String.valueOf(part.result().failure()).contains("DeadlineExceeded"));
  }
}
