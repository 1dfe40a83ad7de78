package dev.meridian.gateway;

import dev.meridian.broker.Broker;
import dev.meridian.builtin.Echo;
import dev.meridian.builtin.Fetch;
import dev.meridian.builtin.Merge;
import dev.meridian.client.CanvasClient;
import dev.meridian.client.Catalogue;
import dev.meridian.client.Catalogue.Offer;
import dev.meridian.client.HealthBoard;
import dev.meridian.client.PlannedTask;
import dev.meridian.client.Planner;
import dev.meridian.client.Replayer;
import dev.meridian.client.TaskClient;
import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.geo.Source;
import dev.meridian.ingest.PositionIntake;
import dev.meridian.ingest.PositionPublisher;
import dev.meridian.json.Json;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.memory.MemoryResultStore;
import dev.meridian.memory.MemoryStore;
import dev.meridian.result.Store;
import dev.meridian.route.Router;
import dev.meridian.route.Target;
import dev.meridian.scheduler.Scheduler;
import dev.meridian.task.IdSource;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskType;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Seal;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A gateway with everything behind it in this process: three regions on one memory broker, a
/// memory store, and a worker that runs `echo`, `fetch`, `gate` (ends when the test opens the gate)
/// and `fail` (fails as its input says).
final class TestCluster implements AutoCloseable {
  static final List<String> SOURCES =
      List.of("fra-1", "fra-2", "iad-1", "sin-1", "bad-1", "late-1");
  static final RegionMap MAP = newMap();
  private static final Catalogue CATALOGUE = newCatalogue();

  final Store store;
  final Broker broker = new MemoryBroker(InstantSource.system());
  final Semaphore gate = new Semaphore(0);
  final TestWorker worker;
  final Scheduler scheduler;
  final Gateway gateway;
  final Http http;
  private final HealthBoard health = new HealthBoard(() -> MAP, _ -> broker);
  private final IdSource ids = new IdSource(InstantSource.system(), new SecureRandom());

  TestCluster() {
    this(limits -> limits);
  }

  TestCluster(UnaryOperator<GatewayConfig.Limits> limits) {
    this(MemoryStore.create(InstantSource.system()), limits);
  }

  private TestCluster(Store store, UnaryOperator<GatewayConfig.Limits> limits) {
    this.store = store;
    this.worker = new TestWorker(store.results());
    worker
        .handle("echo", Echo.HANDLER)
        .handle("fetch", (input, _) -> fetched(input))
        .handle("gate", (input, _) -> gated(input))
        .handle("fail", (input, _) -> failed(input));
    MAP.regions().forEach(region -> worker.consume(broker, region.id()));
    health.refresh();
    ScheduledRequests requests =
        new ScheduledRequests(client(), () -> CATALOGUE, () -> MAP, store.cache());
    scheduler = Scheduler.start("memory://", requests, InstantSource.system(), ids);
    GatewayConfig config =
        GatewayConfig.defaults()
            .at("127.0.0.1", 0)
            .with(limits.apply(GatewayConfig.Limits.STANDARD));
    gateway = Gateway.start(config, collaborators());
    http = new Http(gateway.uri());
  }

  /// A cluster whose store keeps so many results only.
  static TestCluster keeping(int results) {
    InstantSource clock = InstantSource.system();
    Store rest = MemoryStore.create(clock);
    return new TestCluster(
        new Store(
            new MemoryResultStore(clock, results),
            rest.limits(),
            rest.cache(),
            rest.workers(),
            rest.chords(),
            rest.letters(),
            rest.lanes(),
            rest.tracking()),
        limits -> limits);
  }

  private TaskClient client() {
    return new TaskClient(clients());
  }

  private TaskClient.Collaborators clients() {
    return new TaskClient.Collaborators(
        ids,
        InstantSource.system(),
        new Router(() -> MAP, health),
        _ -> broker,
        store.results(),
        new CeleryCodec("test"));
  }

  Gateway.Collaborators collaborators() {
    return new Gateway.Collaborators(
        client(),
        new CanvasClient(clients(), store.chords()),
        store.results(),
        () -> CATALOGUE,
        () -> MAP,
        health,
        store.workers(),
        store.cache(),
        scheduler,
        store.letters(),
        new Replayer(
            new Replayer.Collaborators(
                ids,
                InstantSource.system(),
                region -> {
                  var _ = MAP.requireRegion(region);
                  return broker;
                },
                store,
                new CeleryCodec("test"))),
        store.tracking(),
        new PositionPublisher(() -> MAP, _ -> broker, Seal.NONE, PositionIntake.Bounds.STANDARD),
        new PrometheusRegistry(),
        InstantSource.system(),
        "test");
  }

  private static RegionMap newMap() {
    Region fra =
        new Region(
            "fra",
            "Frankfurt",
            new LonLat(8.68, 50.11),
            new Box(5, 47, 15, 55),
            null,
            List.of("iad"),
            Region.DEFAULT_MAX_QUEUED);
    List<Source> sources = SOURCES.stream().map(TestCluster::source).toList();
    return RegionMap.of(
        List.of(fra, Region.at("iad", -77.45, 38.95), Region.at("sin", 103.82, 1.35)), sources);
  }

  private static Source source(String id) {
    String home = Stream.of("fra", "iad", "sin").filter(id::startsWith).findFirst().orElse("fra");
    Source.Parameter day = new Source.Parameter("today", Pattern.compile("[a-z]+"));
    return new Source(
        id,
        "Source " + id,
        "https://data.example/" + id + "?key=secret&day={day}",
        Map.of("day", day),
        home,
        null,
        "json",
        Map.of("X-Key", "secret"),
        Source.Politeness.STANDARD,
        Source.Access.STANDARD);
  }

  private static Catalogue newCatalogue() {
    TaskType<JsonNode, JsonNode> gate = TaskType.of("gate", JsonNode.class, JsonNode.class);
    TaskType<JsonNode, JsonNode> fail = TaskType.of("fail", JsonNode.class, JsonNode.class);
    TaskType<JsonNode, JsonNode> broken = TaskType.of("broken", JsonNode.class, JsonNode.class);
    return new Catalogue(
        List.of(
            new Offer(Echo.TYPE, Planner.single(), false),
            new Offer(Fetch.TYPE, (inputs, _) -> planned(inputs), true),
            new Offer(Merge.TYPE, Planner.single(), true),
            new Offer(gate, Planner.single(), true),
            new Offer(fail, Planner.single(), true),
            new Offer(
                broken,
                (_, _) -> {
                  throw new IllegalStateException("the secret is 4711");
                },
                true)));
  }

  private static List<PlannedTask> planned(JsonNode inputs) {
    return Fetch.plan(inputs, SOURCES::contains).stream()
        .map(p -> new PlannedTask(p.label(), p.inputs(), new Target.ToSource(p.source())))
        .toList();
  }

  private static JsonNode fetched(JsonNode input) {
    String source = input.path("source").asString();
    if (source.startsWith("bad")) {
      throw TaskException.permanent("SourceRefused", source + " answered 500");
    }
    if (source.startsWith("late")) {
      throw TaskException.permanent("SourceTimeout", source + " did not answer");
    }
    return Json.object().put("source", source).put("count", 0);
  }

  private JsonNode gated(JsonNode input) throws InterruptedException {
    gate.acquire();
    return input;
  }

  private static JsonNode failed(JsonNode input) {
    throw TaskException.permanent(input.path("failure").asString(), "as you asked");
  }

  URI uri() {
    return gateway.uri();
  }

  @Override
  public void close() {
    gateway.close();
    scheduler.close();
    http.close();
    worker.close();
    broker.close();
    store.close();
  }
}
