package dev.meridian.gateway;

import dev.meridian.geo.Box;
import dev.meridian.json.Json;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.ObjectStore.Kept;
import dev.meridian.track.Position;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Moving objects: where they are, where they were, which fences they are in. Thread-safe.
final class ObjectEndpoints {
  private static final List<String> PRODUCES = List.of(MediaTypes.GEO_JSON, MediaTypes.JSON);
  private static final String ALL = "/objects";
  private static final String ONE = ALL + "/{id}";
  private static final String AFTER = "after";
  private static final int STANDARD_LIMIT = 100;
  private static final int ATTEMPTS = 10;
  private static final int RETRY_AFTER_SECONDS = 1;
  private static final Box WORLD = new Box(-180, -90, 180, 90);

  private final ObjectStore objects;

  ObjectEndpoints(ObjectStore objects) {
    this.objects = objects;
  }

  void register(Routes routes) {
    routes.get(ALL, PRODUCES, (exchange, _) -> list(exchange));
    routes.get(ONE, PRODUCES, (exchange, ids) -> show(exchange, ids.getFirst()));
    routes.add(ONE, "DELETE", PRODUCES, (_, ids) -> forget(ids.getFirst()));
  }

  private Answer list(Exchange exchange) {
    Query query = exchange.query().allow(Set.of("bbox", "limit", AFTER));
    Box box = query.one("bbox", "W,S,E,N in degrees", ObjectEndpoints::box).orElse(WORLD);
    int limit = query.limit(STANDARD_LIMIT, ObjectStore.MAX_PAGE);
    List<Kept> page = objects.within(box, query.one(AFTER).orElse(null), limit);
    Links links =
        new Links(exchange).add("self", MediaTypes.GEO_JSON, ALL + query.text(), "This page");
    if (page.size() == limit) {
      Query next = query.with(AFTER, page.getLast().id());
      links.add("next", MediaTypes.GEO_JSON, ALL + next.text(), "The next page");
    }
    ObjectNode collection = Json.object().put("type", "FeatureCollection");
    ArrayNode features = collection.putArray("features");
    page.forEach(kept -> features.add(ObjectDocument.of(kept)));
    return geoJson(collection.set("links", links.array()));
  }

  private static Box box(String text) {
    double[] sides =
        Tokens.split(text, ',').stream().mapToDouble(side -> Double.parseDouble(side)).toArray();
    if (sides.length != 4) {
      throw new IllegalArgumentException("not four sides");
    }
    return new Box(sides[0], sides[1], sides[2], sides[3]);
  }

  private Answer show(Exchange exchange, String id) {
    Query query = exchange.query().allow(Set.of("since", "limit"));
    Instant since =
        query
            .one("since", "an RFC 3339 time", text -> OffsetDateTime.parse(text).toInstant())
            .orElse(Instant.EPOCH);
    int limit = query.limit(STANDARD_LIMIT, ObjectStore.MAX_PAGE);
    Kept kept = find(id).filter(one -> one.last() != null).orElseThrow(() -> unknown(id));
    List<Position> track = objects.track(id, since, limit);
    Links links =
        new Links(exchange)
            .add("self", MediaTypes.GEO_JSON, Query.path(ALL, id) + query.text(), "This object")
            .add("up", MediaTypes.GEO_JSON, ALL, "All objects");
    return geoJson(ObjectDocument.of(kept, objects.fences(id), track).set("links", links.array()));
  }

  /// Its workers may be about to change it: then it is tried again.
  private Answer forget(String id) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Kept kept = find(id).orElseThrow(() -> unknown(id));
      if (objects.forget(id, kept.version())) {
        return Answer.empty(204);
      }
    }
    throw Problem.of(ProblemType.UNAVAILABLE, "object: " + id + " moves too fast to be forgotten")
        .retryAfter(RETRY_AFTER_SECONDS)
        .refusal();
  }

  private Optional<Kept> find(String id) {
    return Optional.ofNullable(objects.load(List.of(id)).get(id));
  }

  private static Refusal unknown(String id) {
    return Problem.of(ProblemType.NO_SUCH_OBJECT, "object", id, "one that /objects lists")
        .refusal();
  }

  private static Answer geoJson(ObjectNode document) {
    return Answer.of(200, MediaTypes.GEO_JSON, Json.bytes(document)).uncached();
  }
}
