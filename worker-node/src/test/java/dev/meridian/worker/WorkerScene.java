package dev.meridian.worker;

import dev.meridian.broker.Broker;
import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.json.Json;
import dev.meridian.letter.LetterBounds;
import dev.meridian.limit.LimitRules;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.memory.MemoryStore;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestRecord.TaskEntry;
import dev.meridian.result.Store;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.route.Route;
import dev.meridian.route.RoutePolicy;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.testing.Await;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.Envelope.Lineage;
import dev.meridian.wire.Envelope.Times;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import dev.meridian.worker.WorkerConfig.Bounds;
import dev.meridian.worker.WorkerConfig.Scale;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A worker of region `fra` on the embedded pair, and what tests say to it.
final class WorkerScene implements AutoCloseable {
  static final QueueName QUEUE = QueueName.of("fra", Priority.NORMAL);

  final InstantSource clock = InstantSource.system();
  final MemoryBroker broker = new MemoryBroker(clock);
  final Store store = MemoryStore.create(clock);
  final CeleryCodec codec;
  final TaskRegistry registry = new TaskRegistry();
  private final BlockingQueue<Delivery> dead = new LinkedBlockingQueue<>();
  private @Nullable WorkerNode node;

  WorkerScene() {
    this(Seal.NONE);
  }

  WorkerScene(Seal seal) {
    codec = new CeleryCodec("test@scene").withSeal(seal);
    broker.declare(QUEUE);
    broker.declare(QueueName.DEAD);
    var _ = broker.consume(QueueName.DEAD, 10, dead::add);
  }

  WorkerNode start(Scale scale) {
    return start(store, broker, scale, bounds(Duration.ofSeconds(5), Duration.ofSeconds(5)));
  }

  WorkerNode start(Store store, Broker broker, Scale scale, Bounds bounds) {
    WorkerConfig config = new WorkerConfig("fra@test", "test", List.of("fra"), scale, bounds);
    return start(config, store, broker);
  }

  /// Starts a worker that keeps so many dead letters.
  WorkerNode start(LetterBounds letters) {
    Bounds bounds = bounds(Duration.ofSeconds(5), Duration.ofSeconds(5));
    return start(
        new WorkerConfig("fra@test", "test", List.of("fra"), Scale.fixed(1), bounds, letters),
        store,
        broker);
  }

  /// Starts a worker of tasks that are limited.
  WorkerNode start(Scale scale, Bounds bounds, Supplier<LimitRules> limits) {
    var config = new WorkerConfig("fra@test", "test", List.of("fra"), scale, bounds);
    return start(config, store, broker, limits);
  }

  private WorkerNode start(WorkerConfig config, Store store, Broker broker) {
    return start(config, store, broker, () -> LimitRules.NONE);
  }

  private WorkerNode start(
      WorkerConfig config, Store store, Broker broker, Supplier<LimitRules> limits) {
    var with =
        new WorkerNode.Collaborators(_ -> broker, store, codec, clock, new Random(7), null, limits);
    node = WorkerNode.start(config, registry, with);
    return node;
  }

  /// A worker `fra@test` of two slots that can be asked over the broker's control bus.
  WorkerNode startControlled(Set<ControlCommand> allowed, boolean events, Runnable shutdown) {
    return startControlled(
        ControlConfig.unsigned("fra@test", _ -> broker.control(), allowed, events, shutdown));
  }

  /// The same worker, controlled like this.
  WorkerNode startControlled(ControlConfig control) {
    Bounds bounds = bounds(Duration.ofSeconds(5), Duration.ofSeconds(5));
    var config = new WorkerConfig("fra@test", "test", List.of("fra"), Scale.fixed(2), bounds);
    node =
        WorkerNode.start(
            config,
            registry,
            new WorkerNode.Collaborators(_ -> broker, store, codec, clock, new Random(7)),
            control);
    return node;
  }

  static Bounds bounds(Duration storeWait, Duration drainWait) {
    return new Bounds(
        3, 10_000, storeWait, drainWait, Duration.ofMinutes(1), Duration.ofMillis(100));
  }

  /// Publishes a task nobody recorded.
  TaskId send(String type, String inputs) {
    return send(type, inputs, Times.UNBOUNDED, null);
  }

  TaskId send(String type, String inputs, String id) {
    Envelope envelope = envelope(type, inputs, Times.UNBOUNDED, null, new TaskId(id));
    return send(QUEUE, envelope);
  }

  /// Publishes a task nobody recorded to a queue.
  TaskId send(QueueName queue, String type, String inputs) {
    TaskId id = new TaskId("task-" + System.nanoTime());
    return send(queue, envelope(type, inputs, Times.UNBOUNDED, null, id));
  }

  TaskId send(String type, String inputs, Times times, @Nullable RequestId request) {
    TaskId id = request == null ? new TaskId("task-" + System.nanoTime()) : request.only();
    return send(QUEUE, envelope(type, inputs, times, request, id));
  }

  private TaskId send(QueueName queue, Envelope envelope) {
    Message message = codec.encode(envelope, "fra");
    broker.publish(Publication.now(queue, message));
    return envelope.id();
  }

  private static Envelope envelope(
      String type, String inputs, Times times, @Nullable RequestId request, TaskId id) {
    Lineage lineage = new Lineage(request, id.value(), null, null, null, null, null);
    return new Envelope(
        id,
        type,
        Json.array(),
        (ObjectNode) Json.read(inputs),
        Json.nullNode(),
        0,
        times,
        lineage,
        false,
        Map.of());
  }

  /// Records a request of one task and publishes it.
  RequestId submit(String type, String inputs) {
    RequestId id = new RequestId("request-" + System.nanoTime());
    Route route = new Route("fra", QUEUE, RoutePolicy.PREFER, "1", "test");
    Instant now = clock.instant();
    store
        .results()
        .create(
            new RequestRecord(
                id,
                type,
                now,
                now.plusSeconds(60),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                1,
                List.of(new TaskEntry(id.only(), "0", route))));
    send(type, inputs, Times.UNBOUNDED, id);
    return id;
  }

  /// The final result of a task, within a minute.
  TaskResult result(TaskId id) {
    Await.until(
        "an end of " + id,
        () -> store.results().find(id).filter(r -> r.state().isTerminal()).isPresent());
    return store.results().find(id).orElseThrow();
  }

  /// The next dead letter, within 20 s.
  Delivery nextDead() throws InterruptedException {
    Delivery delivery = dead.poll(20, TimeUnit.SECONDS);
    if (delivery == null) {
      throw new AssertionError("no dead letter in time");
    }
    delivery.ack();
    return delivery;
  }

  @Override
  public void close() {
    if (node != null) {
      node.close();
    }
    broker.close();
  }
}
