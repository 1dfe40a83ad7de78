package dev.meridian.gateway;

import dev.meridian.client.Pending;
import dev.meridian.client.TaskClient;
import dev.meridian.json.Json;
import dev.meridian.result.Part;
import dev.meridian.result.RequestStatus;
import dev.meridian.task.RequestId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The answers of a job's tasks in the order they come, to be polled with a cursor. Thread-safe.
final class PartEndpoint {
  private static final Set<String> PARAMETERS = Set.of("after", "limit");
  private static final int STANDARD_LIMIT = 100;
  private static final int MOST = 1_000;

  private final TaskClient client;
  private final Jobs jobs;
  private final WaitingRoom room;
  private final Duration cap;

  PartEndpoint(TaskClient client, Jobs jobs, WaitingRoom room, Duration cap) {
    this.client = client;
    this.jobs = jobs;
    this.room = room;
    this.cap = cap;
  }

  void register(Routes routes) {
    routes.get("/jobs/{id}/parts", (exchange, ids) -> answer(exchange, Jobs.id(ids.getFirst())));
  }

  /// A page of parts.
  ///
  /// @param status of the job, read before the parts: what it calls done is among them
  /// @param parts those whose documents are still there
  /// @param after the cursor before it
  /// @param next the cursor behind it, which also passes by documents that have gone
  private record Page(RequestStatus status, List<Part> parts, long after, long next) {
    boolean isWorthTelling() {
      return next > after || status.state().isTerminal();
    }

    boolean isLast() {
      return status.state().isTerminal() && next >= status.done();
    }
  }

  private Answer answer(Exchange exchange, RequestId id) throws InterruptedException {
    Query query = exchange.query().allow(PARAMETERS);
    long after = query.number("after").orElse(0L);
    int limit = query.limit(STANDARD_LIMIT, MOST);
    Preferences prefer = Preferences.of(exchange.headers("Prefer"));
    Page page = page(id, after, limit);
    ResultEndpoints.requireKept(page.status);
    if (!page.isWorthTelling() && !prefer.waitUpTo(cap).isZero()) {
      page = awaitPage(page, limit, prefer.waitUpTo(cap));
      ResultEndpoints.requireKept(page.status);
    }
    Answer answer = Answer.json(document(exchange, page)).uncached();
    return prefer.patience() == null
        ? answer
        : answer.with("Preference-Applied", "wait=" + prefer.waitUpTo(cap).toSeconds());
  }

  private Page page(RequestId id, long after, int limit) {
    RequestStatus status = jobs.require(id);
    List<Part> parts = client.parts(id, after, limit);
    long next =
        parts.isEmpty() ? Math.min(after + limit, status.done()) : parts.getLast().sequence();
    return new Page(status, parts, after, Math.max(after, next));
  }

  private Page awaitPage(Page empty, int limit, Duration patience) throws InterruptedException {
    RequestId id = empty.status.request().id();
    long after = empty.after;
    try (WaitingRoom.Seat seat = room.enter();
        Pending pending = client.listen(empty.status)) {
      return seat.await(
          () -> {
            long end = System.nanoTime() + patience.toNanos();
            Page page = page(id, after, limit);
            while (!page.isWorthTelling() && endedBy(pending, end)) {
              page = page(id, after, limit);
            }
            return page;
          },
          () -> page(id, after, limit));
    }
  }

  /// Whether a task ended before the time is up; takes all that have by now.
  private static boolean endedBy(Pending pending, long end) throws InterruptedException {
    Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    boolean ended = pending.next(left).isPresent();
    while (ended && pending.next(Duration.ZERO).isPresent()) {
      // Those before the cursor come first.
    }
    return ended;
  }

  private static ObjectNode document(Exchange exchange, Page page) {
    RequestStatus status = page.status;
    long last = page.parts.isEmpty() ? 0 : page.parts.getLast().sequence();
    ArrayNode parts = Json.array();
    page.parts.forEach(part -> parts.add(PartDocument.of(part, status.request())));
    ObjectNode document = Json.object().set("parts", parts);
    document
        .put("next", Long.toString(page.next))
        .put("complete", page.isLast())
        .put("done", Math.max(status.done(), last))
        .put("total", status.total());
    String self = "/jobs/" + status.request().id();
    Links links =
        new Links(exchange)
            .add("up", self, "The job")
            .add("next", self + "/parts?after=" + page.next, "What comes next");
    return document.set("links", links.array());
  }
}
