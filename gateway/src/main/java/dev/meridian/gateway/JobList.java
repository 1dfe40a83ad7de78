package dev.meridian.gateway;

import dev.meridian.gateway.JobQuery.Cursor;
import dev.meridian.json.Json;
import dev.meridian.result.RequestFilter;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.ResultStore;
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

  /// A page.
  ///
  /// @param next where the next one begins; empty if this is the last
  private record Page(List<RequestStatus> jobs, Optional<Cursor> next) {}

  /// The page that a query asks for.
  Answer answer(Exchange exchange) {
    Query query = exchange.query();
    Page page = page(JobQuery.of(query, clock.instant()));
    ArrayNode jobs = Json.array();
    page.jobs.forEach(status -> jobs.add(JobDocument.of(exchange, status)));
    Links links = new Links(exchange).add("self", "/jobs" + query.text(), "This page");
    page.next.ifPresent(cursor ->
        links.add("next", "/jobs" + query.with(JobQuery.AFTER, cursor.toString()).text(), "Older"));
    ObjectNode document = Json.object().set("jobs", jobs);
    return Answer.json(document.set("links", links.array())).uncached();
  }

  private Page page(JobQuery wanted) {
    List<RequestStatus> found = new ArrayList<>();
    Optional<Cursor> after = wanted.after();
    for (int round = 0; round < ROUNDS; round++) {
      List<RequestStatus> read = store.list(filter(wanted, after));
      List<RequestStatus> fresh = after.map(cursor -> cursor.olderIn(read)).orElse(read);
      fresh.stream().filter(wanted::accepts).forEach(found::add);
      if (found.size() > wanted.limit()) {
        List<RequestStatus> jobs = found.subList(0, wanted.limit());
        return new Page(jobs, Optional.of(Cursor.at(jobs.getLast())));
      }
      if (read.size() < PAGE || fresh.isEmpty()) {
        return new Page(found, Optional.empty());
      }
      after = Optional.of(Cursor.at(read.getLast()));
    }
    return new Page(found, after);
  }

  private static RequestFilter filter(JobQuery wanted, Optional<Cursor> after) {
    Optional<Instant> to = after.map(Cursor::created).or(wanted::to);
    return new RequestFilter(wanted.types(), wanted.states(), wanted.from(), to, PAGE);
  }
}
