package dev.meridian.gateway;

import dev.meridian.json.Json;
import dev.meridian.result.RequestFilter;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.ResultStore;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The list of jobs, newest first, page by page. Thread-safe.
final class JobList {
  /// How many pages of the store are read at most to fill one of ours.
  private static final int ROUNDS = 10;

  private static final int PAGE = 200;

  private final ResultStore store;
  private final InstantSource clock;

  JobList(ResultStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// The page that a query asks for.
  Answer answer(Exchange exchange) {
    Query query = exchange.query();
    JobQuery wanted = JobQuery.of(query, clock.instant());
    List<RequestStatus> found = find(wanted);
    boolean more = found.size() > wanted.limit();
    List<RequestStatus> page = more ? found.subList(0, wanted.limit()) : found;
    ArrayNode jobs = Json.array();
    page.forEach(status -> jobs.add(JobDocument.of(exchange, status)));
    Links links = new Links(exchange).add("self", "/jobs" + query.text(), "This page");
    if (more) {
      String after = JobQuery.Cursor.at(page.getLast()).toString();
      String next = query.without(JobQuery.AFTER).text();
      String separator = next.isEmpty() ? "?" : "&";
      String cursor = JobQuery.AFTER + "=" + URLEncoder.encode(after, StandardCharsets.UTF_8);
      links.add("next", "/jobs" + next + separator + cursor, "Older jobs");
    }
    ObjectNode document = Json.object().set("jobs", jobs);
    return Answer.json(document.set("links", links.array())).uncached();
  }

  /// One more than are wanted, if there are.
  private List<RequestStatus> find(JobQuery wanted) {
    List<RequestStatus> found = new ArrayList<>();
    Optional<JobQuery.Cursor> after = wanted.after();
    for (int round = 0; round < ROUNDS && found.size() <= wanted.limit(); round++) {
      List<RequestStatus> page = store.list(filter(wanted, after));
      List<RequestStatus> fresh = after.map(cursor -> cursor.olderIn(page)).orElse(page);
      fresh.stream().filter(wanted::accepts).forEach(found::add);
      if (page.size() < PAGE || fresh.isEmpty()) {
        break;
      }
      after = Optional.of(JobQuery.Cursor.at(page.getLast()));
    }
    return found;
  }

  private static RequestFilter filter(JobQuery wanted, Optional<JobQuery.Cursor> after) {
    Optional<Instant> to = after.map(JobQuery.Cursor::created).or(wanted::to);
    return new RequestFilter(wanted.types(), wanted.states(), wanted.from(), to, PAGE);
  }
}
