package dev.meridian.gateway;

import dev.meridian.NearNames;
import dev.meridian.client.HealthBoard;
import dev.meridian.client.HeldTasks;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.geo.Source;
import dev.meridian.json.Json;
import dev.meridian.node.WorkerDirectory;
import dev.meridian.node.WorkerStatus;
import dev.meridian.route.RegionHealth;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The regions and their health, and the sources. No secrets: neither brokers nor URLs are shown.
/// Thread-safe.
final class RegionEndpoints {
  private static final List<String> PRODUCES = List.of(MediaTypes.GEO_JSON, MediaTypes.JSON);

  private final Supplier<RegionMap> map;
  private final HealthBoard health;
  private final WorkerDirectory workers;
  private final HeldTasks held;

  RegionEndpoints(Gateway.Collaborators with) {
    this.map = with.map();
    this.health = with.health();
    this.workers = with.workers();
    this.held = with.client().held();
  }

  void register(Routes routes) {
    routes.get("/regions", PRODUCES, (exchange, _) -> regions(exchange));
    routes.get("/regions/{id}", PRODUCES, (exchange, ids) -> region(exchange, ids.getFirst()));
    routes.get("/sources", (exchange, _) -> sources(exchange));
  }

  /// The health of a region, as JSON.
  ///
  /// @param held what waits in the outbox
  static ObjectNode document(Region region, RegionHealth health, HeldTasks held) {
    return Json.object()
        .put("brokerUp", health.brokerUp())
        .put("workers", health.workers())
        .put("queued", health.queued())
        .put("outbox", held.waiting().getOrDefault(region.id(), 0L));
  }

  private Answer regions(Exchange exchange) {
    RegionMap now = map.get();
    ObjectNode collection = Json.object().put("type", "FeatureCollection");
    ArrayNode features = collection.putArray("features");
    now.regions().forEach(region -> features.add(feature(exchange, region)));
    collection.put("mapVersion", now.version());
    Links links = new Links(exchange).add("self", MediaTypes.GEO_JSON, "/regions", "Regions");
    return geoJson(collection.set("links", links.array()));
  }

  private Answer region(Exchange exchange, String id) {
    RegionMap now = map.get();
    List<String> known = now.regions().stream().map(Region::id).toList();
    Region region =
        now.region(id)
            .orElseThrow(() ->
                Problem.of(
                        ProblemType.NO_SUCH_REGION, "region", id, NearNames.expectation(id, known))
                    .refusal());
    ObjectNode feature = feature(exchange, region);
    ArrayNode list = ((ObjectNode) feature.get("properties")).putArray("workers");
    workers.workers().stream()
        .filter(worker -> worker.regions().contains(id))
        .forEach(worker -> list.add(document(worker)));
    return geoJson(feature);
  }

  private static Answer geoJson(ObjectNode document) {
    return Answer.of(200, MediaTypes.GEO_JSON, Json.bytes(document)).uncached();
  }

  private ObjectNode feature(Exchange exchange, Region region) {
    RegionHealth now = health.health(region);
    ObjectNode properties =
        Json.object().put("title", region.title()).put("healthy", now.isHealthy());
    properties.set("health", document(region, now, held));
    ArrayNode fallback = properties.putArray("fallback");
    region.fallback().forEach(fallback::add);
    region.areaIfAny().ifPresent(area -> properties.set("area", geometry(area.geometry())));
    ObjectNode feature = Json.object().put("type", "Feature").put("id", region.id());
    feature.set("geometry", point(region.location()));
    feature.set("properties", properties);
    String self = "/regions/" + region.id();
    Links links = new Links(exchange).add("self", MediaTypes.GEO_JSON, self, region.title());
    return feature.set("links", links.array());
  }

  private static ObjectNode document(WorkerStatus worker) {
    ObjectNode document = Json.object().put("name", worker.name()).put("version", worker.version());
    worker.regions().forEach(document.putArray("regions")::add);
    worker.types().forEach(document.putArray("types")::add);
    return document
        .put("started", JobDocument.time(worker.started()))
        .put("seen", JobDocument.time(worker.seen()))
        .put("concurrency", worker.concurrency())
        .put("active", worker.active())
        .put("processed", worker.processed())
        .put("draining", worker.draining());
  }

  private Answer sources(Exchange exchange) {
    ArrayNode sources = Json.array();
    map.get().sources().forEach(source -> sources.add(document(source)));
    ObjectNode document = Json.object().set("sources", sources);
    Links links = new Links(exchange).add("self", "/sources", "Sources");
    return Answer.json(document.set("links", links.array()));
  }

  private static ObjectNode document(Source source) {
    ObjectNode document =
        Json.object()
            .put("id", source.id())
            .put("title", source.title())
            .put("home", source.homeIfFixed().orElse("auto"));
    if (source.format() != null) {
      document.put("format", source.format());
    }
    if (source.location() != null) {
      document.set("location", point(source.location()));
    }
    ObjectNode parameters = document.putObject("parameters");
    for (Map.Entry<String, Source.Parameter> entry :
        new TreeMap<>(source.parameters()).entrySet()) {
      Source.Parameter parameter = entry.getValue();
      ObjectNode schema = parameters.putObject(entry.getKey());
      schema.put("pattern", parameter.pattern().pattern());
      if (parameter.defaultValue() == null) {
        schema.put("required", true);
      } else {
        schema.put("default", parameter.defaultValue());
      }
    }
    return document;
  }

  private static ObjectNode point(LonLat point) {
    return Json.object()
        .put("type", "Point")
        .set("coordinates", Json.array().add(point.lon()).add(point.lat()));
  }

  private static ObjectNode geometry(Geometry geometry) {
    ArrayNode polygons = Json.array();
    for (int i = 0; i < geometry.getNumGeometries(); i++) {
      if (geometry.getGeometryN(i) instanceof Polygon polygon) {
        polygons.add(rings(polygon));
      }
    }
    return Json.object().put("type", "MultiPolygon").set("coordinates", polygons);
  }

  private static ArrayNode rings(Polygon polygon) {
    ArrayNode rings = Json.array().add(ring(polygon.getExteriorRing()));
    for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
      rings.add(ring(polygon.getInteriorRingN(i)));
    }
    return rings;
  }

  private static ArrayNode ring(LinearRing ring) {
    ArrayNode positions = Json.array();
    for (Coordinate position : ring.getCoordinates()) {
      positions.add(Json.array().add(position.x).add(position.y));
    }
    return positions;
  }
}
