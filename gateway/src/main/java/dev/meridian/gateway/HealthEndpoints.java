package dev.meridian.gateway;

import dev.meridian.client.HealthBoard;
import dev.meridian.client.HeldTasks;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.json.Json;
import dev.meridian.result.ResultStore;
import dev.meridian.route.RegionHealth;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Whether the gateway lives and whether it can take work. It can if its store answers, the broker
/// of at least one region is up, its streams go on, and it is not about to stop. Thread-safe.
final class HealthEndpoints {
  private final Supplier<RegionMap> map;
  private final HealthBoard health;
  private final HeldTasks held;
  private final ResultStore store;
  private final String version;
  private final BooleanSupplier draining;
  private final BooleanSupplier streaming;

  /// @param streaming whether clients are told of crossings, as far as there are any
  HealthEndpoints(Gateway.Collaborators with, BooleanSupplier draining, BooleanSupplier streaming) {
    this.map = with.map();
    this.health = with.health();
    this.held = with.client().held();
    this.store = with.results();
    this.version = with.version();
    this.draining = draining;
    this.streaming = streaming;
  }

  void register(Routes routes) {
    routes.get("/healthz", (_, _) -> alive());
    routes.get("/readyz", (_, _) -> ready());
  }

  private Answer alive() {
    return Answer.json(Json.object().put("status", "up").put("version", version)).uncached();
  }

  private Answer ready() {
    ArrayNode regions = Json.array();
    boolean usable = false;
    for (Region region : map.get().regions()) {
      RegionHealth now = health.health(region);
      usable |= now.brokerUp();
      ObjectNode document = Json.object().put("id", region.id()).put("healthy", now.isHealthy());
      regions.add(document.setAll(RegionEndpoints.document(region, now, held)));
    }
    boolean storeUp = store.isUp();
    boolean stops = draining.getAsBoolean();
    boolean streams = streaming.getAsBoolean();
    boolean ready = usable && storeUp && streams && !stops;
    ObjectNode document = Json.object().put("ready", ready).put("draining", stops);
    document.putObject("store").put("up", storeUp).put("address", store.address());
    document.putObject("streams").put("up", streams);
    document.set("regions", regions);
    return Answer.json(ready ? 200 : 503, document).uncached();
  }
}
