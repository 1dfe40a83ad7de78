package dev.meridian.cli;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Goes through the fences of a gateway, page by page. For one thread.
final class FenceWalk {
  private final GatewayClient gateway;
  private final Queue<JsonNode> read = new ArrayDeque<>();
  private @Nullable String path;
  private long matched = -1;

  /// @param query what to ask for, with its question mark; empty for all
  FenceWalk(GatewayClient gateway, String query) {
    this.gateway = gateway;
    this.path = FencesCommand.PATH + query;
  }

  /// The next fence; null if there is none.
  @Nullable JsonNode next() throws InterruptedException {
    while (read.isEmpty() && path != null) {
      JsonNode page = gateway.get(path);
      page.path("features").forEach(read::add);
      matched = page.path("numberMatched").asLong(matched);
      path = next(page);
    }
    return read.poll();
  }

  /// How many there are, as far as the gateway said; -1 if it did not.
  long matched() {
    return matched;
  }

  /// Where the next page is: the gateway may be called by another name than it calls itself.
  private static @Nullable String next(JsonNode page) {
    return page.path("links")
        .valueStream()
        .filter(link -> link.path("rel").asString("").equals("next"))
        .map(link -> link.path("href").asString(""))
        .map(href -> href.substring(Math.max(0, href.indexOf(FencesCommand.PATH + "?"))))
        .findFirst()
        .orElse(null);
  }
}
