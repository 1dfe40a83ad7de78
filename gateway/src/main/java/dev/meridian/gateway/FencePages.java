package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.Box;
import dev.meridian.json.Json;
import dev.meridian.track.FenceStore;
import dev.meridian.track.FenceStore.Kept;
import dev.meridian.track.FenceStore.Page;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The list of fences in the order of their ids, page by page: a page ends early when it is large,
/// or when many fences were looked at that are not in the box asked for. Thread-safe.
///
/// @param store of the fences
/// @param boxes round them
record FencePages(FenceStore store, FenceBoxes boxes) {
  private static final Set<String> PARAMETERS = Set.of("limit", "after", "bbox");
  private static final int STANDARD_LIMIT = 100;
  private static final int MOST = 1_000;

  /// The bytes after which a page ends.
  private static final long ENOUGH_BYTES = 8 << 20;

  /// How many fences are read at once: each may take megabytes.
  private static final int AT_ONCE = 100;

  /// How many are looked at for one page with a box.
  private static final int MOST_LOOKED_AT = 5_000;

  /// The page that a query asks for.
  Answer answer(Exchange exchange) {
    Query query = exchange.query().allow(PARAMETERS);
    Optional<Box> box = query.one("bbox", "west,south,east,north in degrees", FencePages::box);
    int limit = query.limit(STANDARD_LIMIT, MOST);
    ArrayNode features = Json.array();
    String next = fill(features, query.one("after").orElse(null), limit, box);
    Links links =
        new Links(exchange).add("self", MediaTypes.GEO_JSON, "/fences" + query.text(), "This page");
    if (next != null) {
      String path = "/fences" + query.with("after", next).text();
      links.add("next", MediaTypes.GEO_JSON, path, "More");
    }
    ObjectNode document = Json.object().put("type", "FeatureCollection");
    document.set("features", features);
    document.put("numberReturned", features.size());
    if (box.isEmpty()) {
      document.put("numberMatched", store.count());
    }
    return FenceDocument.geoJson(200, document.set("links", links.array())).uncached();
  }

  /// Adds features until the page is full.
  ///
  /// @return after which id the next page begins; null if there is none
  private @Nullable String fill(
      ArrayNode features, @Nullable String after, int limit, Optional<Box> box) {
    long bytes = 0;
    String at = after;
    for (int looked = 0; looked < MOST_LOOKED_AT; looked += AT_ONCE) {
      int most = box.isEmpty() ? Math.min(AT_ONCE, limit - features.size()) : AT_ONCE;
      Page page = store.page(at, most);
      List<Kept> fences = page.fences();
      for (int i = 0; i < fences.size(); i++) {
        Kept fence = fences.get(i);
        at = fence.id();
        if (box.isEmpty() || meets(fence, box.get())) {
          ObjectNode feature = FenceDocument.of(fence);
          features.add(feature);
          bytes += Json.bytes(feature).length;
        }
        if (features.size() == limit || bytes >= ENOUGH_BYTES) {
          return i + 1 < fences.size() ? at : page.next();
        }
      }
      if (page.next() == null) {
        return null;
      }
    }
    return at;
  }

  /// Whether a box round a part of the fence meets the box.
  private boolean meets(Kept fence, Box box) {
    return boxes.of(fence).stream().anyMatch(box::intersects);
  }

  private static Box box(String text) {
    List<String> sides = List.of(text.split(",", -1));
    if (sides.size() != 4) {
      throw new InvalidValueException("bbox", text, "four numbers");
    }
    double[] degrees = sides.stream().mapToDouble(Double::parseDouble).toArray();
    return new Box(degrees[0], degrees[1], degrees[2], degrees[3]);
  }
}
