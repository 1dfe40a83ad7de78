package dev.meridian.cli;

import dev.meridian.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The requests of a gateway, which HTTP paths call jobs. For one thread at a time.
final class Jobs {
  /// How long the gateway is asked to hold one request: no proxy on the way minds, and a deadline
  /// that passes meanwhile is noticed soon.
  private static final Duration HOLD = Duration.ofSeconds(4);

  private final GatewayClient gateway;

  Jobs(GatewayClient gateway) {
    this.gateway = gateway;
  }

  /// Where a request stands.
  ///
  /// @param id the request
  /// @param state in the words of OGC API - Processes
  /// @param percent 0 to 100
  /// @param message one line for people; may be empty
  /// @param document as the gateway gave it
  record Status(String id, String state, int percent, String message, JsonNode document) {
    private static final Set<String> OVER = Set.of("successful", "failed", "dismissed");

    static Status of(JsonNode document) {
      return new Status(
          document.path("jobID").asString(""),
          document.path("status").asString(""),
          document.path("progress").asInt(0),
          document.path("message").asString(""),
          document);
    }

    /// How many of its tasks are over.
    int done() {
      return document.path("parts").path("done").asInt(0);
    }

    /// How many tasks it has.
    int total() {
      return document.path("parts").path("total").asInt(0);
    }

    /// Whether nothing more will come.
    boolean over() {
      return OVER.contains(state);
    }

    boolean successful() {
      return state.equals("successful");
    }
  }

  /// Some parts of a request.
  ///
  /// @param parts as the gateway gave them
  /// @param next the cursor to ask with for what comes after
  /// @param complete whether nothing will come after these
  record Page(List<JsonNode> parts, String next, boolean complete) {
    static Page of(JsonNode document) {
      List<JsonNode> parts = new ArrayList<>();
      document.path("parts").forEach(parts::add);
      return new Page(
          parts, document.path("next").asString("0"), document.path("complete").asBoolean(false));
    }
  }

  /// Makes a request of these inputs and options, whose answer will be one JSON document.
  Status submit(String type, ObjectNode inputs, ObjectNode options) throws InterruptedException {
    ObjectNode body = Json.object().put("response", "document");
    body.set("inputs", inputs);
    body.set("options", options);
    return Status.of(gateway.post("/processes/" + escaped(type) + "/execution", body));
  }

  /// Where a request stands now.
  Status status(String id) throws InterruptedException {
    return Status.of(gateway.get(path(id)));
  }

  /// Where a request stands once it is over.
  ///
  /// @throws CommandException if it is not within `patience`
  Status await(String id, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Status status = status(id);
    while (!status.over()) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (left.toMillis() <= 0) {
        throw CommandException.late(
            "%s: %s, %d %% after %s (expected: the end of it; --wait longer, or watch it)"
                .formatted(id, status.state(), status.percent(), Values.time(patience)));
      }
      Duration hold = left.compareTo(HOLD) < 0 ? left : HOLD;
      status = Status.of(gateway.get(path(id), hold.plusMillis(999)));
    }
    return status;
  }

  /// The answer of a finished request.
  ///
  /// @throws ProblemException of kind `result-not-ready` if it is not over
  JsonNode results(String id) throws InterruptedException {
    return gateway.get(path(id) + "/results");
  }

  /// The parts that came after a cursor, which the gateway may take `wait` to find.
  Page parts(String id, String after, Duration wait) throws InterruptedException {
    return Page.of(gateway.get(path(id) + "/parts?limit=100&after=" + escaped(after), wait));
  }

  /// All parts so far.
  List<JsonNode> parts(String id) throws InterruptedException {
    List<JsonNode> parts = new ArrayList<>();
    Page page = parts(id, "0", Duration.ZERO);
    parts.addAll(page.parts());
    for (String cursor = "0"; !page.complete() && !page.next().equals(cursor); ) {
      cursor = page.next();
      page = parts(id, cursor, Duration.ZERO);
      parts.addAll(page.parts());
    }
    return parts;
  }

  /// Cancels a request, or removes what is left of it.
  Status cancel(String id) throws InterruptedException {
    return Status.of(gateway.delete(path(id)));
  }

  private static String path(String id) {
    return "/jobs/" + escaped(id);
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
