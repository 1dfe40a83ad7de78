package dev.meridian.testkit;

import dev.meridian.broker.BrokerState;
import dev.meridian.broker.Delivery;
import dev.meridian.client.Submission.Options;
import dev.meridian.client.TaskClient;
import dev.meridian.client.Tasks;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.memory.MemoryStore;
import dev.meridian.result.Store;
import dev.meridian.route.QueueName;
import dev.meridian.route.RegionHealth;
import dev.meridian.route.Router;
import dev.meridian.task.IdSource;
import dev.meridian.task.TaskHandler;
import dev.meridian.task.TaskModule;
import dev.meridian.task.TaskSink;
import dev.meridian.task.TaskType;
import dev.meridian.testing.FlakyBroker;
import dev.meridian.testing.ManualClock;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.worker.TaskRegistry;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Scale;
import dev.meridian.worker.WorkerNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A whole Meridian in memory: a client, a worker, and a broker for each of three regions (`fra`
/// Frankfurt, `iad` Northern Virginia, `sin` Singapore). Its clock stands still until the test
/// advances it: retries, countdowns, expiries, deadlines and time limits wait for that, and ids are
/// the same in each run. Messages really are encoded and decoded as on the wire. Thread-safe.
public final class TestMeridian implements TaskSink, AutoCloseable {
  /// What the clock shows at first: 2026-01-01T00:00:00Z.
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final Logger LOG = LoggerFactory.getLogger(TestMeridian.class);
  private static final int CONCURRENCY = 16;
  private static final int DEAD_AT_A_TIME = 100;
  private static final List<Region> REGIONS =
      List.of(
          Region.at("fra", 8.68, 50.11),
          Region.at("iad", -77.45, 38.94),
          Region.at("sin", 103.8, 1.35));

  private final ManualClock clock = new ManualClock(START);
  private final Store store = MemoryStore.create(clock);
  private final Map<String, FlakyBroker> brokers = new LinkedHashMap<>();
  private final TaskRegistry registry = new TaskRegistry();
  private final List<TaskModule> modules = new ArrayList<>();
  private final List<DeadLetter> dead = new CopyOnWriteArrayList<>();
  private final TaskClient client;
  private final Tasks tasks;
  private final WorkerNode worker;

  private TestMeridian() {
    RegionMap map = RegionMap.of(REGIONS, List.of());
    REGIONS.forEach(region -> brokers.put(region.id(), openBroker()));
    CeleryCodec codec = new CeleryCodec("testkit");
    Router router = new Router(() -> map, region -> health(region.id()));
    IdSource ids = new IdSource(clock, new Random(1));
    this.client =
        new TaskClient(
            new TaskClient.Collaborators(ids, clock, router, this::broker, store.results(), codec));
    this.tasks = new Tasks(client, clock, () -> Options.STANDARD);
    List<String> regions = REGIONS.stream().map(Region::id).toList();
    WorkerConfig config = WorkerConfig.of("testkit", regions, Scale.fixed(CONCURRENCY));
    this.worker =
        WorkerNode.start(
            config,
            registry,
            new WorkerNode.Collaborators(this::broker, store, codec, clock, new Random(2)));
  }

  /// One that runs, to be closed by the test; [MeridianTest] does both by itself.
  public static TestMeridian start() {
    return new TestMeridian();
  }

  private FlakyBroker openBroker() {
    FlakyBroker broker = new FlakyBroker(new MemoryBroker(clock));
    broker.declare(QueueName.DEAD);
    var _ = broker.consume(QueueName.DEAD, DEAD_AT_A_TIME, this::keep);
    return broker;
  }

  private void keep(Delivery delivery) {
    var message = delivery.message();
    String reason = String.valueOf(message.headers().get("meridian-reason"));
    dead.add(new DeadLetter(String.valueOf(message.headers().get("id")), reason));
    delivery.ack();
  }

  private RegionHealth health(String region) {
    return new RegionHealth(broker(region).state() == BrokerState.UP, 1, 0);
  }

  @Override
  public <I, O> TestMeridian handle(TaskType<I, O> type, TaskHandler<I, O> handler) {
    registry.handle(type, handler);
    return this;
  }

  /// Adds all that a module registers; it is closed with this.
  public TestMeridian add(TaskModule module) {
    modules.add(module);
    module.register(this);
    return this;
  }

  /// Tasks by their types.
  public Tasks tasks() {
    return tasks;
  }

  /// Tasks by name, and what became of requests.
  public TaskClient client() {
    return client;
  }

  /// The time by which everything goes.
  public ManualClock clock() {
    return clock;
  }

  /// Lets time pass: what is due by then happens within a moment, on other threads.
  public void advance(Duration time) {
    clock.advance(time);
  }

  /// The broker of a region, which goes down, is blocked or loses confirms when it is told to.
  ///
  /// @throws IllegalArgumentException if there is no such region
  public FlakyBroker broker(String region) {
    FlakyBroker broker = brokers.get(region);
    if (broker == null) {
      throw new IllegalArgumentException(region + " (expected: one of " + brokers.keySet() + ")");
    }
    return broker;
  }

  /// The dead letters so far, oldest first.
  public List<DeadLetter> deadLetters() {
    return List.copyOf(dead);
  }

  @Override
  public void close() {
    worker.close();
    modules.reversed().forEach(TestMeridian::close);
    brokers.values().forEach(FlakyBroker::close);
    store.close();
  }

  private static void close(TaskModule module) {
    try {
      module.close();
    } catch (RuntimeException e) {
      LOG.warn("{}: could not be closed", module.getClass().getName(), e);
    }
  }
}
