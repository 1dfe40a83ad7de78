package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.cache.SharedCache;
import dev.meridian.client.CanvasClient;
import dev.meridian.client.HealthBoard;
import dev.meridian.client.LanePicker;
import dev.meridian.client.LetterKeeper;
import dev.meridian.client.Replayer;
import dev.meridian.client.TaskClient;
import dev.meridian.fetch.WebhookHandler;
import dev.meridian.gateway.Gateway;
import dev.meridian.gateway.GatewayConfig;
import dev.meridian.gateway.ScheduledRequests;
import dev.meridian.geo.Region;
import dev.meridian.ingest.PositionIntake;
import dev.meridian.ingest.PositionPublisher;
import dev.meridian.lane.Lanes;
import dev.meridian.letter.LetterBounds;
import dev.meridian.module.TaskModules;
import dev.meridian.outbox.OutboxBounds;
import dev.meridian.route.RegionHealth;
import dev.meridian.route.Router;
import dev.meridian.schedule.Schedules;
import dev.meridian.task.IdSource;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Seal;
import dev.meridian.worker.ControlCommand;
import dev.meridian.worker.ControlConfig;
import dev.meridian.worker.ControlSigning;
import dev.meridian.worker.TaskRegistry;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Scale;
import dev.meridian.worker.WorkerNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/// The nodes that run in this process, on shared connections: gateways and workers. `dev` runs all
/// it needs here, `gateway` and `worker` one each. For one thread, but for [#drain()].
final class Nodes implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int EMBEDDED_CONCURRENCY = 64;

  private final Shell shell;
  private final String host;
  private final RegionsInUse regions;
  private final Wiring wiring;
  private final KeysInUse keys;
  private final Seal seal;
  private final CeleryCodec codec;
  private final HealthBoard health;
  private final IdSource ids;
  private final TaskClient client;
  private final CanvasClient canvases;
  private final LazyFetch fetch;
  private final WebhookHandler webhooks;
  private TaskModules modules = TaskModules.none();
  private LetterBounds letters = LetterBounds.STANDARD;
  private OutboxBounds outbox = OutboxBounds.STANDARD;
  private ControlSigning controlSigning = ControlSigning.OFF;
  private final List<Gateway> gateways = new ArrayList<>();
  private final ActionsInUse actions;
  private final List<OutboxInUse> outboxes = new ArrayList<>();
  private final List<WorkerNode> workers = new ArrayList<>();
  private final NodeMetrics metrics = new NodeMetrics();
  private final TrackersInUse trackers;
  private final PositionPublisher positions;
  private final Upkeep upkeep;

  private Nodes(Shell shell, RegionsInUse regions, Wiring.Urls urls, KeysInUse keys) {
    this.shell = shell;
    this.host = HostName.of(shell.environment());
    this.regions = regions;
    this.keys = keys;
    this.wiring = new Wiring(regions, urls, shell.clock());
    this.seal = keys.seal(shell);
    this.codec =
        new CeleryCodec("meridian" + ProcessHandle.current().pid() + "@" + host).withSeal(seal);
    Lanes lanes = wiring.store().lanes();
    this.health = new HealthBoard(regions::map, wiring, region -> lanes.inUse(region, Set.of()));
    this.ids = new IdSource(shell.clock(), shell.random());
    var with =
        new TaskClient.Collaborators(
            ids,
            shell.clock(),
            new Router(
                regions::map, health, new LanePicker(lanes, wiring, health, regions::limits)),
            wiring,
            wiring.store().results(),
            codec);
    this.client = new TaskClient(with);
    this.canvases = new CanvasClient(with, wiring.store().chords());
    this.fetch = new LazyFetch(regions, wiring.store(), shell.clock());
    this.webhooks = new WebhookHandler(() -> regions.configuration().webhooks(), shell.clock());
    this.trackers = new TrackersInUse(shell, regions, wiring, seal, metrics);
    this.actions = new ActionsInUse(regions, wiring, shell.clock(), metrics);
    var bounds = PositionIntake.Bounds.STANDARD.with(regions::classes);
    this.positions = new PositionPublisher(regions::map, wiring, seal, bounds);
    this.upkeep = new Upkeep(regions, health);
  }

  /// Nodes that others in other processes work with: broker and result store must be named.
  static Nodes shared(Shell shell, Settings settings) {
    RegionsInUse regions = RegionsInUse.of(shell, settings);
    String results = settings.results();
    if (results == null) {
      throw new InvalidValueException(
          "--results", "missing", "redis:// or rediss://; `meridian dev` needs none");
    }
    Wiring.Urls urls = new Wiring.Urls(settings.broker(), results);
    if (results.startsWith(Wiring.MEMORY)
        || regions.map().regions().stream()
            .anyMatch(r -> urls.broker(r).startsWith(Wiring.MEMORY))) {
      throw new InvalidValueException(
          "--broker or --results",
          Wiring.MEMORY,
          "what other processes can reach, too; `meridian dev` runs everything in one");
    }
    return new Nodes(shell, regions, urls, KeysInUse.of(shell, settings));
  }

  /// Nodes that need nothing else: broker and result store live in this process unless they are
  /// named.
  static Nodes embedded(Shell shell, Settings settings) {
    return embedded(shell, settings, RegionsInUse.of(shell, settings));
  }

  /// The same for these regions.
  static Nodes embedded(Shell shell, Settings settings, RegionsInUse regions) {
    String broker = settings.broker() == null ? Wiring.MEMORY : settings.broker();
    String results = settings.results() == null ? Wiring.MEMORY : settings.results();
    return new Nodes(
        shell, regions, new Wiring.Urls(broker, results), KeysInUse.of(shell, settings));
  }

  /// Task types of the user's own, for nodes that are started from now on. They are closed with the
  /// nodes.
  Nodes with(TaskModules own) {
    this.modules = own;
    return this;
  }

  /// These nodes, to be started with other bounds of dead letters.
  Nodes keeping(LetterBounds bounds) {
    letters = bounds;
    return this;
  }

  /// These nodes, to be started with another outbox.
  Nodes keeping(OutboxBounds bounds) {
    outbox = bounds;
    return this;
  }

  /// These nodes, whose workers are to want signatures of who controls them.
  Nodes controlled(ControlSigning signing) {
    controlSigning = signing;
    return this;
  }

  /// These nodes, whose workers leave the positions of their regions to others.
  Nodes withoutTracking() {
    trackers.turnOff();
    return this;
  }

  RegionsInUse regions() {
    return regions;
  }

  Wiring wiring() {
    return wiring;
  }

  /// What brings positions to their regions.
  PositionPublisher positions() {
    return positions;
  }

  /// What all nodes of this process count, but for what gateways know of themselves.
  PrometheusRegistry metrics() {
    return metrics.registry();
  }

  /// A client for programs in this process.
  ///
  /// @throws CommandException if broker or result store do not answer in time
  TaskClient connectedClient() {
    awaitConnected(regions.map().regions().stream().map(Region::id).toList());
    startRouting();
    return client;
  }

  /// A client of canvases for programs in this process.
  ///
  /// @throws CommandException if broker or result store do not answer in time
  CanvasClient connectedCanvases() {
    connectedClient();
    return canvases;
  }

  /// Starts a gateway whose schedules end with this process; see the other one.
  Gateway startGateway(GatewayConfig config) {
    return startGateway(config, Wiring.MEMORY);
  }

  /// Starts a gateway, whether or not all it needs is there: it says 503 for as long as that is
  /// not.
  ///
  /// @param schedules where it keeps schedules and its outbox: a JDBC URL or memory://
  Gateway startGateway(GatewayConfig config, String schedules) {
    startRouting();
    String name = host + "-" + ids.nextRequest().value();
    OutboxInUse waiting = OutboxInUse.of(wiring, schedules, outbox, shell.clock(), name);
    outboxes.add(waiting);
    TaskClient taking = client.holding(waiting.held());
    Offers offers = new Offers(regions, modules.types());
    SharedCache cache = wiring.store().cache();
    var requests = new ScheduledRequests(taking, offers, regions::map, cache);
    Schedules kept = wiring.schedules(schedules, requests, ids, waiting::sweep);
    Gateway gateway = Gateway.start(config, collaborators(taking, offers, kept));
    gateways.add(gateway);
    actions.start(taking, offers, name);
    keepLetters();
    return gateway;
  }

  /// Whoever has a gateway keeps the dead letters of all regions, from the next look on.
  private void keepLetters() {
    upkeep.keepLetters(() ->
        new LetterKeeper(
            new LetterKeeper.Collaborators(
                regions::map, wiring, wiring.store(), shell.clock(), shell.random()),
            letters));
  }

  /// Starts to connect to the brokers of all regions, which a mistyped URL ends here and now.
  private void startRouting() {
    List<String> all = regions.map().regions().stream().map(Region::id).toList();
    keys.requireFor(all, shell.clock().instant());
    all.forEach(wiring::of);
    upkeep.watchRegions();
  }

  private Gateway.Collaborators collaborators(
      TaskClient taking, Offers offers, Schedules schedules) {
    return new Gateway.Collaborators(
        taking,
        canvases,
        wiring.store().results(),
        offers,
        regions::map,
        health,
        wiring.store().workers(),
        wiring.store().cache(),
        schedules,
        wiring.store().letters(),
        new Replayer(
            new Replayer.Collaborators(
                new IdSource(shell.clock(), shell.random()),
                shell.clock(),
                wiring,
                wiring.store(),
                codec)),
        wiring.store().tracking(),
        positions,
        metrics.registry(),
        shell.clock(),
        Version.meridian());
  }

  /// Starts a worker and returns once it consumes.
  ///
  /// @throws CommandException if broker or result store do not answer in time
  WorkerNode startWorker(WorkerConfig config) {
    return startWorker(config, ControlCommand.STANDARD, false);
  }

  /// The same, with what it does for others and whether it sends events of tasks.
  WorkerNode startWorker(WorkerConfig config, Set<ControlCommand> allowed, boolean events) {
    TaskRegistry registry =
        BuiltInTasks.registry(fetch, webhooks, wiring.store().tracking().objects(), regions);
    modules.registerWith(registry);
    return startWorker(config, registry, allowed, events);
  }

  /// Starts a worker of these tasks and returns once it consumes. Tasks that follow others go where
  /// they belong, whether or not somebody works there now: a worker does not watch other regions.
  WorkerNode startWorker(
      WorkerConfig config, TaskRegistry registry, Set<ControlCommand> allowed, boolean events) {
    keys.requireFor(config.regions(), shell.clock().instant());
    trackers.requirePlaces();
    awaitConnected(config.regions());
    Router router = new Router(regions::map, _ -> new RegionHealth(true, 1, 0));
    var with =
        new WorkerNode.Collaborators(
            wiring, wiring.store(), codec, shell.clock(), shell.random(), router, regions::limits);
    String name = config.name().contains("@") ? config.name() : config.name() + "@" + host;
    var control =
        new ControlConfig(
            name,
            wiring::control,
            allowed,
            controlSigning,
            keys.controlSeal(shell, controlSigning, config.regions()),
            events,
            () -> trackers.stats(config.name()),
            shell.stop()::raiseOnce);
    WorkerNode worker = WorkerNode.start(config, registry, with, control);
    workers.add(worker);
    trackers.start(config);
    return worker;
  }

  private void awaitConnected(List<String> of) {
    wiring.awaitBrokers(of, PATIENCE);
    wiring.awaitStore(PATIENCE);
  }

  /// Starts a worker for each region.
  void startWorkers() {
    for (Region region : regions.map().regions()) {
      List<String> only = List.of(region.id());
      Scale scale = Scale.fixed(EMBEDDED_CONCURRENCY);
      startWorker(WorkerConfig.of(workerName(only), only, scale).with(letters));
    }
  }

  /// A name that no other worker has: `fra@host-4711`.
  String workerName(List<String> of) {
    return String.join("+", of) + "@" + host + "-" + ProcessHandle.current().pid();
  }

  /// Takes no more work and finishes what is under way.
  ///
  /// @return whether all of it was finished; the rest was handed back
  boolean drain() {
    gateways.forEach(Gateway::drain);
    AtomicBoolean finished = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      workers.forEach(
          worker -> threads.execute(() -> finished.compareAndSet(true, worker.drain())));
      threads.execute(() -> finished.compareAndSet(true, trackers.drain()));
    }
    return finished.get();
  }

  @Override
  public void close() {
    upkeep.close();
    actions.close();
    gateways.forEach(Gateway::close);
    outboxes.forEach(OutboxInUse::close);
    trackers.close();
    workers.forEach(WorkerNode::close);
    fetch.close();
    webhooks.close();
    modules.close();
    wiring.close();
  }
}
