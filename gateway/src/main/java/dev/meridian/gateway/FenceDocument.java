package dev.meridian.gateway;

import dev.meridian.json.Json;
import dev.meridian.track.FenceStore.Kept;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// A fence as clients see it: the Feature its author wrote, with its version.
final class FenceDocument {
  private FenceDocument() {}

  /// The path of a fence.
  static String path(String id) {
    return Query.path("/fences", id);
  }

  /// The Feature of a fence, as it stands in a list.
  static ObjectNode of(Kept fence) {
    ObjectNode document = fence.feature().deepCopy().put("version", fence.version());
    Instant expires = fence.expires();
    return expires == null ? document : document.put("expires", JobDocument.time(expires));
  }

  /// The Feature of a fence with its links, as the answer to a request about it.
  static Answer answer(Exchange exchange, int status, Kept fence) {
    String path = path(fence.id());
    Links links =
        new Links(exchange)
            .add("self", MediaTypes.GEO_JSON, path, "This fence")
            .add(Links.OWN + "objects", path + "/objects", "Objects inside of it")
            .add("up", MediaTypes.GEO_JSON, "/fences", "All fences");
    ObjectNode document = of(fence).set("links", links.array());
    return geoJson(status, document).uncached().with("ETag", EntityTags.of(fence.version()));
  }

  /// An answer in GeoJSON.
  static Answer geoJson(int status, ObjectNode document) {
    return Answer.of(status, MediaTypes.GEO_JSON, Json.bytes(document));
  }
}
