package dev.meridian.gateway;

import dev.meridian.json.Json;
import dev.meridian.task.RequestId;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the links of one document.
final class Links {
  static final String OGC = "http://www.opengis.net/def/rel/ogc/1.0/";
  static final String OWN = "https://meridian.dev/rel/";

  private final String base;
  private final ArrayNode links = Json.array();

  Links(Exchange exchange) {
    this.base = exchange.base();
  }

  /// The URL of a path.
  String url(String path) {
    return base + path;
  }

  /// The URL of a job.
  String job(RequestId id) {
    return base + "/jobs/" + id;
  }

  /// One more link to JSON.
  Links add(String rel, String path, String title) {
    return add(rel, MediaTypes.JSON, path, title);
  }

  /// One more link.
  Links add(String rel, String type, String path, String title) {
    ObjectNode link = Json.object().put("href", base + path).put("rel", rel).put("type", type);
    links.add(link.put("title", title));
    return this;
  }

  /// The links.
  ArrayNode array() {
    return links;
  }
}
