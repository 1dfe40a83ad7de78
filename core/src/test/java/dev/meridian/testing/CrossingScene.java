package dev.meridian.testing;

import dev.meridian.action.CrossingActions;
import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerState;
import dev.meridian.builtin.Echo;
import dev.meridian.builtin.Fetch;
import dev.meridian.client.Catalogue;
import dev.meridian.client.Catalogue.Offer;
import dev.meridian.client.Planner;
import dev.meridian.client.TaskClient;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.json.Json;
import dev.meridian.memory.MemoryStore;
import dev.meridian.result.Store;
import dev.meridian.route.RegionHealth;
import dev.meridian.route.Router;
import dev.meridian.task.IdSource;
import dev.meridian.task.TaskType;
import dev.meridian.track.Crossed;
import dev.meridian.track.Crossed.Kind;
import dev.meridian.track.CrossingLog.Sharing;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.ObjectStore.Step;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;
import dev.meridian.track.Tracking;
import dev.meridian.webhook.WebhookEndpoint;
import dev.meridian.webhook.WebhookEndpoints;
import dev.meridian.webhook.WebhookSecret;
import dev.meridian.wire.CeleryCodec;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Fences with actions, crossings of them, and gateways that start what they say, in the regions
/// `fra` (8.7, 50.1) and `iad` (-77, 39); on the embedded store.
public final class CrossingScene implements AutoCloseable {
  private final InstantSource clock;
  private final Function<String, Broker> brokers;
  private final Store store;
  private final AtomicInteger visits = new AtomicInteger();

  /// A scene on these brokers, by region.
  public CrossingScene(InstantSource clock, Function<String, Broker> brokers) {
    this.clock = clock;
    this.brokers = brokers;
    this.store = MemoryStore.create(clock);
  }

  /// The store.
  public Store store() {
    return store;
  }

  /// The actions of another gateway, not started. They see `tracking`.
  public CrossingActions gateway(String name, Duration again, Tracking tracking) {
    List<Region> regions = List.of(Region.at("fra", 8.7, 50.1), Region.at("iad", -77, 39));
    RegionMap map = RegionMap.of(regions, List.of());
    Router router =
        new Router(
            () -> map,
            region -> new RegionHealth(brokers.apply(region.id()).state() == BrokerState.UP, 1, 0));
    var client =
        new TaskClient(
            new TaskClient.Collaborators(
                new IdSource(clock, new Random(name.hashCode())),
                clock,
                router,
                brokers::apply,
                store.results(),
                new CeleryCodec("test@" + name)));
    var catalogue =
        new Catalogue(
            List.of(
                new Offer(Echo.TYPE, Planner.single(), true),
                new Offer(Fetch.TYPE, Planner.single(), true),
                new Offer(
                    TaskType.of("notify", JsonNode.class, JsonNode.class),
                    Planner.single(),
                    true)));
    var with =
        new CrossingActions.Collaborators(
            tracking,
            client,
            () -> catalogue,
            CrossingScene::webhooks,
            brokers::apply,
            () -> List.of("fra", "iad"),
            clock);
    return new CrossingActions(with, name, again);
  }

  private static WebhookEndpoints webhooks() {
    Duration second = Duration.ofSeconds(1);
    return new WebhookEndpoints(
        List.of(
            new WebhookEndpoint(
                "hooks",
                URI.create("https://hooks.example.com/in"),
                List.of(new WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
                second,
                second,
                7,
                false)));
  }

  /// Keeps a fence with these actions, single quotes for double ones.
  ///
  /// @return its version
  public int fence(String id, String actions) {
    ObjectNode feature = Json.object().put("type", "Feature").put("id", id);
    feature.putObject("properties").set("actions", Json.read(actions.replace('\'', '"')));
    return store
        .tracking()
        .fences()
        .put(id, feature, null, OptionalInt.empty())
        .orElseThrow()
        .version();
  }

  /// Logs a crossing of version 1 of a fence in `fra`, at the place of the other region.
  ///
  /// @return its id
  public String cross(String object, String fence, Kind kind) {
    return cross(object, fence, kind, 1);
  }

  /// Logs a crossing of a version of a fence.
  ///
  /// @return its id
  public String cross(String object, String fence, Kind kind, int version) {
    return cross("fra", object, fence, new What(kind, version, false));
  }

  /// Logs a crossing that is told late.
  ///
  /// @return its id
  public String crossLate(String object, String fence, Kind kind) {
    return cross("fra", object, fence, new What(kind, 1, true));
  }

  /// Logs a crossing of version 1 of a fence in another region.
  ///
  /// @return its id
  public String crossIn(String region, String object, String fence, Kind kind) {
    return cross(region, object, fence, new What(kind, 1, false));
  }

  private record What(Kind kind, int version, boolean late) {}

  private String cross(String region, String object, String fence, What what) {
    int visit = visits.incrementAndGet();
    Instant now = clock.instant();
    LonLat at = new LonLat(-76, 38);
    String id = object + "/" + fence + "/" + what.kind.word() + "/" + visit;
    var crossed =
        new Crossed(
            id,
            region,
            object,
            what.kind,
            fence,
            List.of(),
            "moved",
            at,
            now,
            now,
            what.late,
            Json.object().put("fenceVersion", what.version).put("visit", visit));
    Position last = new Position(object, now, at, 0, 0, Motion.UNKNOWN, Json.object());
    ObjectStore objects = store.tracking().objects();
    var known = objects.load(List.of(object)).get(object);
    long expected = known == null ? 0 : known.version();
    Step step =
        new Step(object, expected, "", last, null, List.of(), Set.of(), Set.of(), List.of(crossed));
    if (!objects
        .commit(region, List.of(step), ObjectStore.Bounds.STANDARD)
        .equals(List.of(new ObjectStore.Outcome.Done(expected + 1)))) {
      throw new AssertionError("not kept: " + id);
    }
    return id;
  }

  /// How many crossings of `fra` are taken and not done, or not taken.
  public int unfinished() {
    return store
        .tracking()
        .crossings()
        .take(
            new Sharing(CrossingActions.SHARERS, "look", Duration.ZERO),
            List.of("fra"),
            1_000,
            Duration.ZERO)
        .entries()
        .size();
  }

  @Override
  public void close() {
    store.close();
  }
}
