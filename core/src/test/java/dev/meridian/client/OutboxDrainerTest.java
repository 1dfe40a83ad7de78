package dev.meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerState;
import dev.meridian.client.Submission.Conditions;
import dev.meridian.client.Submission.Options;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.json.Json;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.memory.MemoryOutbox;
import dev.meridian.memory.MemoryStore;
import dev.meridian.outbox.OutboxBounds;
import dev.meridian.result.RequestFilter;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.ResultStore;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.route.RegionHealth;
import dev.meridian.route.RoutePolicy;
import dev.meridian.route.Router;
import dev.meridian.route.Target;
import dev.meridian.task.IdSource;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskState;
import dev.meridian.testing.Await;
import dev.meridian.testing.FlakyBroker;
import dev.meridian.testing.ManualClock;
import dev.meridian.wire.CeleryCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Requests that meet brokers that are down, and what becomes of them.
final class OutboxDrainerTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final QueueName FRA = QueueName.of("fra", Priority.NORMAL);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:00:00Z"));
  private final FlakyBroker fra = new FlakyBroker(new MemoryBroker(InstantSource.system()));
  private final FlakyBroker iad = new FlakyBroker(new MemoryBroker(InstantSource.system()));
  private final Map<String, Broker> brokers = Map.of("fra", fra, "iad", iad);
  private final ResultStore results = MemoryStore.create(clock).results();
  private final MemoryOutbox outbox = new MemoryOutbox(OutboxBounds.STANDARD.withEntries(1_000));
  private final CeleryCodec codec = new CeleryCodec("test@client");
  private final List<Integer> seen = new CopyOnWriteArrayList<>();
  private volatile long queued;
  private final Gate one = new Gate("one");
  private final Gate two = new Gate("two");

  /// A gateway without HTTP.
  private final class Gate {
    final HeldTasks held = HeldTasks.in(outbox, clock);
    final OutboxDrainer drainer;
    final TaskClient client;

    Gate(String name) {
      RegionMap map =
          RegionMap.of(List.of(Region.at("fra", 8.7, 50.1), Region.at("iad", -77, 39)), List.of());
      Router router =
          new Router(
              () -> map,
              region -> new RegionHealth(broker(region.id()).state() == BrokerState.UP, 1, queued));
      var with =
          new TaskClient.Collaborators(
              new IdSource(clock, new Random(name.hashCode())),
              clock,
              router,
              OutboxDrainerTest.this::broker,
              results,
              codec);
      client = new TaskClient(with).holding(held);
      drainer =
          new OutboxDrainer(
              outbox,
              held,
              new OutboxDrainer.Collaborators(OutboxDrainerTest.this::broker, results, clock),
              name);
    }

    RequestRecord submit(RoutePolicy policy, int first, int count) {
      return client.submit(submission(policy, first, count));
    }

    RequestRecord pinned(int number) {
      return submit(RoutePolicy.PIN, number, 1);
    }
  }

  @BeforeEach
  void declare() {
    brokers.forEach((region, broker) -> broker.declare(QueueName.of(region, Priority.NORMAL)));
  }

  @AfterEach
  void close() {
    one.drainer.close();
    two.drainer.close();
    brokers.values().forEach(Broker::close);
    results.close();
  }

  private Broker broker(String region) {
    return Objects.requireNonNull(brokers.get(region));
  }

  private static Submission submission(RoutePolicy policy, int first, int count) {
    List<PlannedTask> tasks =
        IntStream.range(first, first + count)
            .mapToObj(
                n -> new PlannedTask("" + n, Json.object().put("n", n), new Target.ToRegion("fra")))
            .toList();
    return new Submission(
        "echo", tasks, new Options(policy, Priority.NORMAL, MINUTE, MINUTE, MINUTE, 1));
  }

  private void consumeFrankfurt() {
    var _ =
        fra.consume(
            FRA,
            1_000,
            delivery -> {
              seen.add(codec.decode(delivery.message()).kwargs().path("n").asInt());
              delivery.ack();
            });
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private void awaitSeen(int count) {
    Await.until(count + " deliveries", () -> seen.size() >= count);
  }

  private TaskState state(RequestId id) {
    return one.client.status(id).orElseThrow().state();
  }

  @Test
  void pinnedTasksWaitForTheirBrokerAndGoOutInOrder() {
    fra.goDown();
    one.submit(RoutePolicy.PIN, 0, 450);
    RequestRecord last = one.pinned(450);
    assertThat(last.tasks().getFirst().route().reason())
        .isEqualTo("waits in the outbox: fra unreachable; fra is asked for by name");
    assertThat(one.client.status(last.id()).orElseThrow().message())
        .startsWith("waits in the outbox: fra unreachable");
    one.drainer.look();
    assertThat(one.held.waiting()).containsExactly(Map.entry("fra", 451L));

    fra.recover();
    consumeFrankfurt();
    one.drainer.look();
    awaitSeen(451);
    assertThat(seen).isEqualTo(numbers(0, 451));
    assertThat(one.client.status(last.id()).orElseThrow().message()).isEmpty();
    assertThat(outbox.waiting()).isEmpty();
  }

  @Test
  void othersGoWhereTheyCanUntilNobodyTakesThem() {
    fra.goDown();
    RequestRecord elsewhere = one.submit(RoutePolicy.PREFER, 0, 1);
    assertThat(elsewhere.tasks().getFirst().route().region()).isEqualTo("iad");
    assertThat(outbox.waiting()).isEmpty();
    iad.goDown();
    RequestRecord waits = one.submit(RoutePolicy.PREFER, 1, 1);
    assertThat(waits.tasks().getFirst().route().region()).isEqualTo("fra");
    assertThat(outbox.next("fra", 9)).hasSize(1);
  }

  @Test
  void fullQueueIsNoReasonToWait() {
    queued = Region.DEFAULT_MAX_QUEUED;
    assertThatThrownBy(() -> one.pinned(0))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("fra queue full");
    fra.goDown();
    assertThatThrownBy(() -> one.submit(RoutePolicy.PREFER, 0, 1))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("fra broker down, iad queue full");
    assertThat(outbox.waiting()).isEmpty();
  }

  @Test
  void newTasksGoBehindThoseThatWaitWhoeverTookThem() {
    fra.goDown();
    one.pinned(0);
    two.drainer.look();
    fra.recover();
    assertThat(one.pinned(1).tasks().getFirst().route().reason())
        .startsWith("waits in the outbox: behind others for fra; ");
    two.pinned(2);
    assertThat(fra.depth(FRA).ready()).isZero();
    consumeFrankfurt();
    one.drainer.look();
    awaitSeen(3);
    assertThat(seen).isEqualTo(numbers(0, 3));
    Await.until("they go directly again", () -> !one.pinned(3).tasks().getFirst().route().isHeld());
    two.drainer.look();
    assertThat(two.pinned(4).tasks().getFirst().route().isHeld()).isFalse();
  }

  @Test
  void twoGatewaysPublishEachTaskOnceAndInOrder() {
    fra.goDown();
    for (int i = 0; i < 600; i++) {
      (i % 2 == 0 ? one : two).pinned(i);
    }
    fra.recover();
    consumeFrankfurt();
    Await.until(
        "nothing waits",
        () -> {
          one.drainer.look();
          two.drainer.look();
          return outbox.waiting().isEmpty();
        });
    awaitSeen(600);
    assertThat(seen).isEqualTo(numbers(0, 600));
  }

  @Test
  void regionOfADeadGatewayIsTakenUpInTime() {
    fra.goDown();
    one.pinned(0);
    assertThat(outbox.claim("fra", "dead", clock.instant(), clock.instant().plus(MINUTE))).isTrue();
    fra.recover();
    one.drainer.look();
    one.drainer.look();
    assertThat(outbox.next("fra", 1)).hasSize(1);
    clock.advance(MINUTE.minusSeconds(1));
    assertThat(outbox.claim("fra", "dead", clock.instant(), clock.instant())).isTrue();
    Await.until(
        "it is published",
        () -> {
          one.drainer.look(); // the first of its looks may not be over yet
          return outbox.waiting().isEmpty();
        });
    assertThat(fra.depth(FRA).ready()).isEqualTo(1);
  }

  @Test
  void messageWithoutAConfirmStaysAndIsPublishedAgain() {
    fra.goDown();
    one.submit(RoutePolicy.PIN, 0, 3);
    fra.recover();
    fra.loseConfirms(1);
    Await.until(
        "nothing waits",
        () -> {
          one.drainer.look();
          return outbox.waiting().isEmpty();
        });
    consumeFrankfurt();
    awaitSeen(4);
    assertThat(seen).containsExactly(0, 1, 2, 0);
  }

  @Test
  void cancelledAndOverdueTasksAreDropped() {
    fra.goDown();
    RequestRecord cancelled = one.pinned(0);
    RequestRecord overdue = one.pinned(1);
    clock.advance(Duration.ofSeconds(30));
    one.pinned(2);
    one.client.cancel(cancelled.id());
    clock.advance(Duration.ofSeconds(31));
    fra.recover();
    consumeFrankfurt();
    one.drainer.look();
    awaitSeen(1);
    Await.until("nothing waits", () -> outbox.waiting().isEmpty());
    assertThat(seen).containsExactly(2);
    assertThat(state(cancelled.id())).isEqualTo(TaskState.DISMISSED);
    TaskFailure failure = results.find(overdue.id().only()).orElseThrow().failure();
    assertThat(Objects.requireNonNull(failure).type()).isEqualTo(TaskFailure.DEADLINE_EXCEEDED);
  }

  @Test
  void sweepMakesRoomWhileTheBrokerIsDown() {
    fra.goDown();
    RequestRecord overdue = one.submit(RoutePolicy.PIN, 0, 450);
    clock.advance(MINUTE.minusSeconds(1));
    one.pinned(450);
    clock.advance(Duration.ofSeconds(2));
    two.drainer.sweep();
    assertThat(outbox.next("fra", 500)).hasSize(1);
    assertThat(results.status(overdue.id()).orElseThrow().state()).isEqualTo(TaskState.FAILED);
  }

  @Test
  void delayThatIsLeftIsKept() {
    fra.goDown();
    Instant eta = clock.instant().plusSeconds(20);
    Submission now = submission(RoutePolicy.PIN, 0, 1);
    one.client.submit(
        new Submission(
            now.type(),
            now.tasks(),
            now.options(),
            new Conditions(eta, null, null, false, Map.of())));
    clock.advance(Duration.ofSeconds(5));
    assertThat(outbox.next("fra", 1).getFirst().publication(clock.instant()).delay())
        .isEqualTo(Duration.ofSeconds(15));
    assertThat(outbox.next("fra", 1).getFirst().publication(eta).delay()).isZero();
  }

  @Test
  void whatIsTooMuchIsRefusedAndLeavesNothingBehind() {
    fra.goDown();
    one.submit(RoutePolicy.PIN, 0, 1_000);
    assertThatThrownBy(() -> one.pinned(1_000))
        .isInstanceOf(UnavailableException.class)
        .hasMessage(
            "the outbox takes no task for fra: outbox: 1001 (expected: at most 1000 tasks)");
    assertThat(results.list(RequestFilter.newest(10))).hasSize(1);
    assertThat(outbox.next("fra", 2_000)).hasSize(1_000);
  }

  @Test
  void whoeverWaitsForTheEndIsRefused() {
    fra.goDown();
    Submission pinned = submission(RoutePolicy.PIN, 0, 1);
    assertThatThrownBy(() -> one.client.submitAndListen(pinned))
        .isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> one.client.callAll(pinned, MINUTE))
        .isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> one.client.publish(pinned)).isInstanceOf(UnavailableException.class);
    assertThat(outbox.waiting()).isEmpty();
    assertThat(results.list(RequestFilter.newest(10))).isEmpty();
  }

  @Test
  void requestMadeAgainUnderItsIdsWaitsOnce() {
    fra.goDown();
    Submission pinned = submission(RoutePolicy.PIN, 0, 2);
    RequestRecord request = one.client.submitOnce(pinned, round -> new RequestId("run-" + round));
    assertThat(two.client.submitOnce(pinned, round -> new RequestId("run-" + round)))
        .isEqualTo(request);
    assertThat(outbox.next("fra", 9)).hasSize(2);
  }
}
