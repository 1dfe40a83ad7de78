package dev.meridian.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Announcement;
import dev.meridian.broker.Broker;
import dev.meridian.json.Json;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.result.StoreException;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.task.RequestId;
import dev.meridian.testing.Await;
import dev.meridian.testing.CrossingScene;
import dev.meridian.testing.FlakyBroker;
import dev.meridian.testing.ManualClock;
import dev.meridian.track.Crossed.Kind;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.FenceStore;
import dev.meridian.track.Tracking;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What crossings start, with brokers and stores that fail in between.
final class CrossingActionsTest {
  private static final Duration AGAIN = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:00:00Z"));
  private final MemoryBroker memory = new MemoryBroker(clock);
  private final FlakyBroker fra = new FlakyBroker(memory);
  private final FlakyBroker iad = new FlakyBroker(new MemoryBroker(clock));
  private final Map<String, Broker> brokers = Map.of("fra", fra, "iad", iad);
  private final CrossingScene scene =
      new CrossingScene(clock, region -> Objects.requireNonNull(brokers.get(region)));
  private final CrossingActions one = gateway("one");
  private final List<Envelope> tasks = new CopyOnWriteArrayList<>();
  private final List<Announcement> heard = new CopyOnWriteArrayList<>();

  private CrossingActions gateway(String name) {
    return scene.gateway(name, AGAIN, scene.store().tracking());
  }

  @BeforeEach
  void start() {
    var codec = new CeleryCodec("test@worker");
    brokers.forEach((region, broker) -> {
      QueueName queue = QueueName.of(region, Priority.NORMAL);
      broker.declare(queue);
      var _ =
          broker.consume(
              queue,
              1_000,
              delivery -> {
                tasks.add(codec.decode(delivery.message()));
                delivery.ack();
              });
    });
    var _ = memory.onAnnouncement(heard::add);
    one.round(Duration.ZERO, LONG); // from now on
  }

  @AfterEach
  void close() {
    one.close();
    brokers.values().forEach(Broker::close);
    scene.close();
  }

  private void round() {
    one.round(Duration.ZERO, LONG);
  }

  private void awaitTasks(int count) {
    Await.until(count + " tasks", () -> tasks.size() >= count);
  }

  @Test
  void taskStartsNearTheCrossingAndIsToldOfIt() {
    scene.fence("port", "[{'task': 'notify', 'inputs': {'to': 'ops'}, 'on': ['exit']}]");
    scene.cross("ship", "port", Kind.ENTER);
    String id = scene.cross("ship", "port", Kind.EXIT);
    round();
    awaitTasks(1);
    Envelope task = tasks.getFirst();
    assertThat(task.type()).isEqualTo("notify");
    assertThat(task.kwargs().path("to").asString()).isEqualTo("ops");
    assertThat(task.kwargs().path("crossing").path("id").asString()).isEqualTo(id);
    assertThat(task.kwargs().path("crossing").path("kind").asString()).isEqualTo("exit");
    RequestId made = Objects.requireNonNull(task.lineage().request());
    var request = scene.store().results().status(made);
    assertThat(request.orElseThrow().request().tasks().getFirst().route().region())
        .as("near -76, 38")
        .isEqualTo("iad");
    assertThat(tasks).hasSize(1);
    assertThat(one.counts()).isEqualTo(new ActionCounts(1, 0, 0, 0, 0));
    assertThat(scene.unfinished()).isZero();
  }

  @Test
  void lateCrossingsStartOnlyWhatAsksForThem() {
    scene.fence(
        "port",
        "[{'task': 'notify', 'on': ['enter', 'exit']}, {'task': 'notify', 'on': ['late-enter']}]");
    scene.crossLate("ship", "port", Kind.EXIT);
    String asked = scene.crossLate("ship", "port", Kind.ENTER);
    round();
    awaitTasks(1);
    assertThat(tasks).hasSize(1);
    assertThat(tasks.getFirst().kwargs().path("crossing").path("id").asString()).isEqualTo(asked);
    assertThat(one.counts()).isEqualTo(new ActionCounts(1, 0, 0, 0, 0));
    assertThat(scene.unfinished()).isZero();
  }

  @Test
  void typeWithoutRoomForTheCrossingDoesWithoutIt() {
    scene.fence("port", "[{'task': 'fetch', 'inputs': {'source': 'weather'}}]");
    scene.cross("ship", "port", Kind.ENTER);
    round();
    awaitTasks(1);
    assertThat(tasks.getFirst().kwargs()).isEqualTo(Json.object().put("source", "weather"));
  }

  @Test
  void webhookBecomesATaskWithAnEventOfTheSpecification() {
    scene.fence("port", "[{'webhook': 'https://hooks.example.com/in/a?b=c'}]");
    String id = scene.cross("schön", "port", Kind.ENTER);
    round();
    awaitTasks(1);
    Envelope task = tasks.getFirst();
    JsonNode inputs = task.kwargs();
    assertThat(task.type()).isEqualTo("webhook");
    assertThat(task.maxAttempts().orElseThrow()).isEqualTo(7);
    assertThat(inputs.path("url").asString()).isEqualTo("https://hooks.example.com/in/a?b=c");
    assertThat(inputs.path("endpoint").asString()).isEqualTo("hooks");
    assertThat(inputs.path("id").asString()).matches("msg_[0-9a-f]{32}");
    assertThat(inputs.path("event").path("type").asString()).isEqualTo("crossing.enter");
    assertThat(inputs.path("event").path("timestamp").asString()).isEqualTo("2026-11-22T10:00:00Z");
    assertThat(inputs.path("event").path("data").path("id").asString()).isEqualTo(id);
  }

  @Test
  void messageIsPublishedUnderTheIdOfItsCrossing() {
    scene.fence("port", "[{'publish': true}]");
    String id = scene.cross("ship", "port", Kind.ENTER);
    round();
    Announcement message = heard.getFirst();
    assertThat(message.key()).isEqualTo("fra.enter.port");
    assertThat(message.id()).isEqualTo(id);
    assertThat(Json.read(message.message().body()).path("object").asString()).isEqualTo("ship");
  }

  @Test
  void idThatIsTooLongForAMessageIsADigest() {
    String fence = "f".repeat(200);
    scene.fence(fence, "[{'publish': true}]");
    String id = scene.cross("o".repeat(128), fence, Kind.ENTER);
    round();
    assertThat(heard.getFirst().id()).matches("[0-9a-f]{32}");
    assertThat(Json.read(heard.getFirst().message().body()).path("id").asString()).isEqualTo(id);
  }

  @Test
  void wrongActionIsCountedAndKeepsNothingFromRunning() {
    scene.fence(
        "port",
        """
        [{'task': 'notfy'}, {'task': 'webhook'}, {'task': 'echo'},
         {'webhook': 'https://elsewhere.example.com/'}, {'task': 'notify'}, {'publish': true}]
        """);
    scene.fence("bad", "[{'task': 7}]");
    scene.cross("ship", "port", Kind.ENTER);
    scene.cross("ship", "bad", Kind.ENTER);
    scene.cross("ship", "nowhere", Kind.ENTER);
    round();
    awaitTasks(1);
    assertThat(one.counts()).isEqualTo(new ActionCounts(2, 0, 4, 0, 0));
    assertThat(heard).hasSize(1);
    assertThat(scene.unfinished()).isZero();
  }

  @Test
  void actionsAreThoseOfTheVersionThatWasCrossedOrOfALaterOne() {
    scene.fence("port", "[{'task': 'notify', 'inputs': {'n': 1}}]");
    scene.cross("a", "port", Kind.ENTER, 1);
    round();
    scene.fence("port", "[{'task': 'notify', 'inputs': {'n': 2}}]");
    scene.cross("b", "port", Kind.ENTER, 2);
    round();
    scene.store().tracking().fences().remove("port");
    scene.cross("c", "port", Kind.ENTER, 2);
    round();
    awaitTasks(3);
    assertThat(tasks).extracting(task -> task.kwargs().path("n").asInt()).containsExactly(1, 2, 2);
  }

  @Test
  void fenceThatIsNoMoreStartsItsLastActionsAtAGatewayThatDidNotKnowIt() {
    int version = scene.fence("port", "[{'on': ['exit'], 'task': 'notify'}]");
    scene.store().tracking().fences().remove("port");
    scene.cross("a", "port", Kind.EXIT, version);
    round();
    awaitTasks(1);
    assertThat(tasks).hasSize(1);
  }

  @Test
  void nothingIsLostWhileBrokersAreDown() {
    scene.fence("port", "[{'publish': true}, {'task': 'notify'}]");
    fra.goDown();
    iad.goDown();
    String id = scene.cross("ship", "port", Kind.ENTER);
    round();
    assertThat(one.counts()).isEqualTo(new ActionCounts(0, 2, 0, 0, 0));
    iad.recover();
    clock.advance(AGAIN);
    round();
    awaitTasks(1);
    fra.recover();
    clock.advance(AGAIN);
    round();
    assertThat(heard).extracting(Announcement::id).containsExactly(id);
    assertThat(new HashSet<>(tasks.stream().map(Envelope::id).toList()))
        .as("the same task, however often it was published")
        .hasSize(1);
    assertThat(scene.unfinished()).isZero();
  }

  @Test
  void brokerThatHangsHoldsUpNeitherTasksNorCrossingsWithoutActions() throws Exception {
    scene.fence("port", "[{'publish': true}, {'task': 'notify'}]");
    scene.fence("plain", "[]");
    scene.cross("ship", "port", Kind.ENTER);
    scene.cross("ship", "plain", Kind.ENTER);
    AtomicBoolean hangs = new AtomicBoolean(true);
    try (var _ = memory.onAnnouncement(_ -> Await.until("it goes on", () -> !hangs.get()))) {
      Thread round = Thread.ofVirtual().start(this::round);
      awaitTasks(1);
      assertThat(scene.unfinished()).as("only the one with actions").isEqualTo(1);
      hangs.set(false);
      round.join();
    }
    assertThat(one.counts()).isEqualTo(new ActionCounts(2, 0, 0, 0, 0));
    assertThat(scene.unfinished()).isZero();
  }

  @Test
  void regionWhoseBrokerHangsHoldsUpNoOther() throws Exception {
    scene.fence("port", "[{'publish': true}, {'task': 'notify'}]");
    AtomicBoolean hangs = new AtomicBoolean(true);
    try (var _ = memory.onAnnouncement(_ -> Await.until("it goes on", () -> !hangs.get()))) {
      scene.cross("ship", "port", Kind.ENTER);
      one.round(Duration.ZERO, Duration.ZERO);
      awaitTasks(1);
      for (int i = 0; i < 3; i++) {
        scene.crossIn("iad", "truck" + i, "port", Kind.ENTER);
        round();
      }
      scene.cross("barge", "port", Kind.ENTER);
      round();
      assertThat(one.counts().accepted()).as("the task, and all of the other region").isEqualTo(7);
      hangs.set(false);
      Await.until("it goes on", () -> one.counts().accepted() == 8);
      round();
      assertThat(one.counts()).isEqualTo(new ActionCounts(10, 0, 0, 0, 0));
    }
  }

  @Test
  void fenceThatIsNoMoreIsAskedForOnce() {
    Tracking whole = scene.store().tracking();
    AtomicInteger asked = new AtomicInteger();
    FenceStore counting =
        (FenceStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {FenceStore.class},
                (_, called, arguments) -> {
                  asked.addAndGet(called.getName().equals("latest") ? 1 : 0);
                  return called.invoke(whole.fences(), arguments);
                });
    Tracking tracking =
        new Tracking(counting, whole.objects(), whole.crossings(), whole.positions());
    try (CrossingActions gateway = scene.gateway("counting", AGAIN, tracking)) {
      scene.fence("port", "[]");
      whole.fences().remove("port");
      IntStream.range(0, 5).forEach(i -> scene.cross("ship" + i, "port", Kind.EXIT));
      gateway.round(Duration.ZERO, LONG);
      assertThat(asked).hasValue(1);
      int version = scene.fence("port", "[{'publish': true}]");
      scene.cross("ship", "port", Kind.ENTER, version);
      gateway.round(Duration.ZERO, LONG);
      assertThat(heard).hasSize(1);
    }
  }

  @Test
  void actionThatNobodyAcceptsIsGivenUpAfterADay() {
    scene.fence("port", "[{'publish': true}]");
    fra.goDown();
    scene.cross("ship", "port", Kind.ENTER);
    round();
    clock.advance(CrossingActions.PATIENCE.plusSeconds(1));
    round();
    assertThat(one.counts()).isEqualTo(new ActionCounts(0, 1, 0, 1, 0));
    assertThat(scene.unfinished()).isZero();
  }

  /// A gateway dies after it started everything, before it said so; another one takes over.
  @Test
  void anotherGatewayTakesOverUnderTheSameIds() {
    scene.fence("port", "[{'publish': true}, {'task': 'notify'}]");
    List<String> ids =
        IntStream.range(0, 100).mapToObj(n -> scene.cross("ship" + n, "port", Kind.ENTER)).toList();
    AtomicBoolean dead = new AtomicBoolean(true);
    try (CrossingActions dying = scene.gateway("dying", AGAIN, failing(dead, "done"));
        CrossingActions other = gateway("other")) {
      dying.round(Duration.ZERO, LONG);
      assertThat(dying.counts().accepted()).isEqualTo(128);
      other.round(Duration.ZERO, LONG);
      assertThat(other.counts().accepted()).as("those nobody took").isEqualTo(72);
      clock.advance(AGAIN);
      other.round(Duration.ZERO, LONG);
      assertThat(other.counts().accepted()).isEqualTo(200);
    }
    assertThat(heard).extracting(Announcement::id).containsAll(ids).hasSize(164);
    awaitTasks(100);
    assertThat(new HashSet<>(tasks.stream().map(Envelope::id).toList())).hasSize(100);
    assertThat(scene.unfinished()).isZero();
  }

  @Test
  void loopOutlivesAStoreThatIsDown() {
    scene.fence("port", "[{'publish': true}]");
    AtomicBoolean down = new AtomicBoolean(true);
    try (CrossingActions loop = scene.gateway("loop", AGAIN, failing(down, "take")).start()) {
      String id = scene.cross("ship", "port", Kind.ENTER);
      down.set(false);
      Await.until("the message", () -> !heard.isEmpty());
      assertThat(heard).extracting(Announcement::id).containsExactly(id);
      Await.until("it is done", () -> loop.counts().accepted() == 1);
    }
  }

  /// The log of the scene, of which one method fails while it is told to.
  private Tracking failing(AtomicBoolean fails, String method) {
    Tracking whole = scene.store().tracking();
    CrossingLog log =
        (CrossingLog)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {CrossingLog.class},
                (_, called, arguments) -> {
                  if (fails.get() && called.getName().equals(method)) {
                    throw new StoreException(
                        StoreException.Kind.DOWN, "down by the will of the test", null);
                  }
                  try {
                    return called.invoke(whole.crossings(), arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    FenceStore fences = whole.fences();
    return new Tracking(fences, whole.objects(), log, whole.positions());
  }
}
