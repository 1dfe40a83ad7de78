package dev.meridian.gateway;

import dev.meridian.MeridianException;
import dev.meridian.cache.SharedCache;
import dev.meridian.client.CanvasClient;
import dev.meridian.client.Catalogue;
import dev.meridian.client.HealthBoard;
import dev.meridian.client.Replayer;
import dev.meridian.client.TaskClient;
import dev.meridian.gateway.stream.Delivery;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.ingest.PositionCounts.Way;
import dev.meridian.ingest.PositionPublisher;
import dev.meridian.letter.DeadLetterStore;
import dev.meridian.node.WorkerDirectory;
import dev.meridian.result.ResultStore;
import dev.meridian.schedule.Schedules;
import dev.meridian.track.Tracking;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running gateway: an HTTP server that takes requests, answers or streams their results and
/// shows regions. Thread-safe.
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

  private final GatewayConfig config;
  private final WaitingRoom room;
  private final JettyServer server;
  private final AtomicBoolean draining;
  private final Delivery delivery;

  private Gateway(
      GatewayConfig config,
      WaitingRoom room,
      AtomicBoolean draining,
      Delivery delivery,
      JettyServer server) {
    this.config = config;
    this.delivery = delivery;
    this.room = room;
    this.draining = draining;
    this.server = server;
  }

  /// What a gateway works with. It closes none of it.
  ///
  /// @param client hops 2 to 5
  /// @param canvases the same for tasks composed
  /// @param results the store
  /// @param catalogue the task types on offer; asked at each request, so that it may change
  /// @param map the regions; asked at each request, so that it may change
  /// @param health of the regions; somebody else refreshes it
  /// @param workers who is alive
  /// @param cache for idempotency keys and the forms of answers
  /// @param schedules requests that are made by themselves
  /// @param letters dead letters, to look at
  /// @param replayer gives them another chance
  /// @param tracking fences, objects and crossings
  /// @param positions brings them to their regions
  /// @param metrics of what else this node does, shown beside those of the gateway
  /// @param clock for times in documents and deadlines
  /// @param version of Meridian, for people
  public record Collaborators(
      TaskClient client,
      CanvasClient canvases,
      ResultStore results,
      Supplier<Catalogue> catalogue,
      Supplier<RegionMap> map,
      HealthBoard health,
      WorkerDirectory workers,
      SharedCache cache,
      Schedules schedules,
      DeadLetterStore letters,
      Replayer replayer,
      Tracking tracking,
      PositionPublisher positions,
      PrometheusRegistry metrics,
      InstantSource clock,
      String version) {}

  /// Starts a gateway; it answers when this returns.
  ///
  /// @throws MeridianException if it cannot listen there
  public static Gateway start(GatewayConfig config, Collaborators with) {
    WaitingRoom room = new WaitingRoom(config.limits().waiting());
    AtomicBoolean draining = new AtomicBoolean();
    Delivery delivery =
        new Delivery(
            with.tracking(), () -> regions(with.map().get()), config.streams(), with.clock());
    StreamEndpoint stream =
        new StreamEndpoint(
            delivery,
            config.cors(),
            () -> with.positions().intake(Way.WEBSOCKET, with.clock().instant()));
    Routes routes = routes(with, config, room, draining, stream);
    Dispatcher dispatcher = new Dispatcher(routes, new Failures(with.clock()), config.cors());
    JettyServer server = new JettyServer(config, dispatcher::answer);
    server.start();
    Gateway gateway = new Gateway(config, room, draining, delivery, server);
    LOG.info("gateway listens at {}", gateway.uri());
    return gateway;
  }

  private static List<String> regions(RegionMap map) {
    return map.regions().stream().map(Region::id).toList();
  }

  /// Every path and method the gateway answers.
  static Routes routes(
      Collaborators with,
      GatewayConfig config,
      WaitingRoom room,
      AtomicBoolean draining,
      StreamEndpoint stream) {
    Duration cap = config.limits().longestWait();
    Jobs jobs = new Jobs(with.client(), room);
    Results results = new Results(with.catalogue(), with.results());
    Routes routes = new Routes();
    new LandingEndpoints(config.ui()).register(routes);
    if (config.ui()) {
      new MapEndpoints().register(routes);
    }
    new ProcessEndpoints(with.catalogue()).register(routes);
    new ExecutionEndpoint(with, cap, room, jobs, results).register(routes);
    JobList list = new JobList(with.results(), with.clock());
    new JobEndpoints(with.client(), jobs, list, cap).register(routes);
    new ResultEndpoints(jobs, results, new Forms(with.cache()), cap).register(routes);
    new PartEndpoint(with.client(), jobs, room, cap).register(routes);
    new RegionEndpoints(with).register(routes);
    new ScheduleEndpoints(with).register(routes);
    new FenceEndpoints(with.tracking(), with.clock()).register(routes);
    new LetterEndpoints(with.letters(), with.replayer()).register(routes);
    new PositionEndpoints(with.positions(), with.clock()).register(routes);
    new ObjectEndpoints(with.tracking().objects()).register(routes);
    stream.register(routes);
    new HealthEndpoints(with, draining::get, stream::isUp).register(routes);
    new MetricsPage(GatewayMetrics.of(with, stream.delivery(), room)).register(routes);
    return routes;
  }

  /// The port it listens at.
  public int port() {
    return server.port();
  }

  /// What it can be called by on this machine, or by everybody if its configuration says so.
  public URI uri() {
    URI publicUrl = config.publicUrl();
    return publicUrl != null ? publicUrl : URI.create("http://" + config.host() + ":" + port());
  }

  /// How many clients wait for something now.
  int waiting() {
    return room.waiting();
  }

  /// How many clients have a stream now.
  int listening() {
    return delivery.clients();
  }

  /// Gets ready to stop, within the configured time and a little more. At first `/readyz` says 503,
  /// so that nobody sends new clients, and those who wait are given time; then no connection is
  /// taken any more and whoever still waits is answered with how things stand. Idempotent; blocks.
  public void drain() {
    if (draining.getAndSet(true)) {
      return;
    }
    LOG.info("gateway drains, {} clients wait, {} listen", waiting(), listening());
    delivery.drain();
    try {
      boolean _ = room.awaitEmpty(config.limits().drain());
      server.stopAccepting();
      room.close();
      if (!server.awaitQuiet(LAST_ANSWERS)) {
        LOG.warn("some answers are not written yet after {}", LAST_ANSWERS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Stops at once. Idempotent.
  @Override
  public void close() {
    room.close();
    delivery.close();
    server.close();
  }
}
