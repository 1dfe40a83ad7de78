package dev.meridian.gateway;

import dev.meridian.gateway.FenceForm.Draft;
import dev.meridian.json.Json;
import dev.meridian.track.FenceStore;
import dev.meridian.track.FenceStore.Kept;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.Tracking;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Fences: list, look at, put one or many, remove, and which objects are inside. Thread-safe.
final class FenceEndpoints {
  private static final String ALL = "/fences";
  private static final String ONE = ALL + "/{id}";
  private static final List<String> GEO = List.of(MediaTypes.GEO_JSON, MediaTypes.JSON);
  private static final List<String> ONLY_NEW = List.of("*");
  private static final Set<String> PAGE = Set.of("limit", "after");
  private static final int STANDARD_LIMIT = 100;

  private final FenceStore fences;
  private final ObjectStore objects;
  private final FencePages pages;
  private final InstantSource clock;
  private final FenceForm form = new FenceForm();

  FenceEndpoints(Tracking tracking, InstantSource clock) {
    this.fences = tracking.fences();
    this.objects = tracking.objects();
    this.pages = new FencePages(fences, new FenceBoxes());
    this.clock = clock;
  }

  void register(Routes routes) {
    routes.get(ALL, GEO, (exchange, _) -> pages.answer(exchange));
    routes.add(ALL, "POST", GEO, (exchange, _) -> post(exchange));
    routes.get(ONE, GEO, (exchange, ids) -> show(exchange, ids.getFirst()));
    routes.add(ONE, "PUT", GEO, (exchange, ids) -> put(exchange, ids.getFirst()));
    routes.add(ONE, "DELETE", GEO, (exchange, ids) -> remove(exchange, ids.getFirst()));
    routes.get(ONE + "/objects", (exchange, ids) -> inside(exchange, ids.getFirst()));
  }

  private Answer show(Exchange exchange, String id) {
    Kept fence = require(id);
    return EntityTags.isKnown(exchange, fence.version())
        ? Answer.empty(304).with("ETag", EntityTags.of(fence.version()))
        : FenceDocument.answer(exchange, 200, fence);
  }

  private Answer put(Exchange exchange, String id) throws InterruptedException {
    requireGeoJson(exchange);
    Draft draft =
        form.read(exchange, document -> FenceForm.checked(() -> FenceForm.draft(document, id)));
    return keep(exchange, draft);
  }

  private Answer post(Exchange exchange) throws InterruptedException {
    requireGeoJson(exchange);
    record Read(Optional<Draft> one, Optional<FenceBatch> many) {}
    Read read =
        form.read(
            exchange,
            document ->
                FenceForm.checked(() ->
                    document.path("type").asString("").equals("FeatureCollection")
                        ? new Read(Optional.empty(), Optional.of(FenceBatch.of(document)))
                        : new Read(Optional.of(FenceForm.draft(document)), Optional.empty())));
    return read.many.isPresent()
        ? keep(exchange, read.many.get())
        : keep(exchange, read.one.orElseThrow());
  }

  private Answer keep(Exchange exchange, FenceBatch batch) {
    boolean onlyNew = exchange.headers("If-None-Match").equals(ONLY_NEW);
    OptionalInt expected = onlyNew ? OptionalInt.of(0) : OptionalInt.empty();
    batch.keep(draft -> keep(draft, expected).isPresent());
    return Answer.json(201, batch.document()).uncached();
  }

  private Answer keep(Exchange exchange, Draft draft) {
    Optional<Integer> now = fences.find(draft.id()).map(Kept::version);
    OptionalInt expected = EntityTags.expected(exchange, now);
    Kept kept = keep(draft, expected).orElseThrow(() -> EntityTags.failed("another by now"));
    Answer answer = FenceDocument.answer(exchange, now.isEmpty() ? 201 : 200, kept);
    return now.isPresent()
        ? answer
        : answer.with("Location", new Links(exchange).url(FenceDocument.path(kept.id())));
  }

  private Optional<Kept> keep(Draft draft, OptionalInt expected) {
    return fences.put(draft.id(), draft.feature(), draft.expires(clock.instant()), expected);
  }

  private Answer remove(Exchange exchange, String id) {
    Kept fence = require(id);
    OptionalInt expected = EntityTags.expected(exchange, Optional.of(fence.version()));
    if (fences.remove(id, expected)) {
      return Answer.empty(204);
    }
    throw expected.isPresent() ? EntityTags.failed("another by now") : unknown(id);
  }

  private Answer inside(Exchange exchange, String id) {
    Query query = exchange.query().allow(PAGE);
    int limit = query.limit(STANDARD_LIMIT, ObjectStore.MAX_PAGE);
    Kept _ = require(id);
    List<String> found = objects.inside(id, query.one("after").orElse(null), limit);
    ArrayNode ids = Json.array();
    found.forEach(ids::add);
    String path = FenceDocument.path(id);
    Links links =
        new Links(exchange)
            .add("self", path + "/objects" + query.text(), "This page")
            .add("up", MediaTypes.GEO_JSON, path, "The fence");
    if (found.size() == limit) {
      Query next = query.with("after", found.getLast());
      links.add("next", path + "/objects" + next.text(), "More");
    }
    ObjectNode document = Json.object().set("objects", ids);
    return Answer.json(document.set("links", links.array())).uncached();
  }

  private Kept require(String id) {
    return fences.find(id).orElseThrow(() -> unknown(id));
  }

  private static Refusal unknown(String id) {
    return Problem.of(ProblemType.NO_SUCH_FENCE, "fence", id, "one that /fences lists").refusal();
  }

  private static void requireGeoJson(Exchange exchange) {
    String type = exchange.header("Content-Type");
    if (type != null && !GEO.contains(MediaTypes.bare(type))) {
      throw Problem.of(
              ProblemType.UNSUPPORTED_MEDIA_TYPE, "Content-Type", type, String.join(" or ", GEO))
          .refusal();
    }
  }
}
