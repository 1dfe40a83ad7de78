package dev.meridian.gateway;

import dev.meridian.result.RequestStatus;
import dev.meridian.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which jobs a client wants listed.
///
/// @param types names of task types; empty for all
/// @param states empty for all
/// @param from created at or after
/// @param to created at or before
/// @param durations how long the job has run or ran
/// @param after the last job of the page before
/// @param limit the most jobs
record JobQuery(
    Set<String> types,
    Set<TaskState> states,
    Optional<Instant> from,
    Optional<Instant> to,
    Durations durations,
    Optional<Cursor> after,
    int limit) {
  static final String AFTER = "after";

  private static final Set<String> PARAMETERS =
      Set.of(
          "type", "processID", "status", "datetime", "minDuration", "maxDuration", "limit", AFTER);
  private static final int STANDARD_LIMIT = 10;
  private static final int MOST = 1_000;
  private static final String WHEN = "an RFC 3339 time, or two with a slash between, .. for open";

  /// A range of durations at a moment; null for an open end.
  record Durations(Instant now, @Nullable Duration least, @Nullable Duration most) {
    boolean areAsked() {
      return least != null || most != null;
    }

    boolean accept(RequestStatus status) {
      if (!areAsked()) {
        return true;
      }
      if (status.started() == null) {
        return false;
      }
      Instant end = status.finished() == null ? now : status.finished();
      Duration ran = Duration.between(status.started(), end);
      return (least == null || ran.compareTo(least) >= 0)
          && (most == null || ran.compareTo(most) <= 0);
    }
  }

  /// Where a page ends: at a job.
  record Cursor(Instant created, String job) {
    static Cursor at(RequestStatus status) {
      return new Cursor(status.request().created(), status.request().id().value());
    }

    static Cursor parse(String text) {
      int tilde = text.indexOf('~');
      return new Cursor(Instant.parse(text.substring(0, tilde)), text.substring(tilde + 1));
    }

    /// Those of a page, which begins at this cursor's time, that come after its job.
    List<RequestStatus> olderIn(List<RequestStatus> page) {
      for (int i = 0; i < page.size(); i++) {
        if (page.get(i).request().id().value().equals(job)) {
          return page.subList(i + 1, page.size());
        }
      }
      return page.stream().filter(s -> s.request().created().isBefore(created)).toList();
    }

    @Override
    public String toString() {
      return created + "~" + job;
    }
  }

  /// What a query asks for.
  ///
  /// @throws Refusal that names the parameter that makes no sense
  static JobQuery of(Query query, Instant now) {
    query.allow(PARAMETERS);
    for (String type : query.all("type")) {
      if (!type.equals("process")) {
        throw Query.refusal("type", type, "process");
      }
    }
    Durations durations =
        new Durations(now, seconds(query, "minDuration"), seconds(query, "maxDuration"));
    List<Optional<Instant>> ends =
        query.one("datetime", WHEN, JobQuery::interval).orElse(List.of());
    return new JobQuery(
        Set.copyOf(query.all("processID")),
        states(query, durations),
        ends.isEmpty() ? Optional.empty() : ends.getFirst(),
        ends.isEmpty() ? Optional.empty() : ends.getLast(),
        durations,
        query.one(AFTER, "a cursor from a next link", Cursor::parse),
        query.limit(STANDARD_LIMIT, MOST));
  }

  /// What the store's filter cannot tell.
  boolean accepts(RequestStatus status) {
    return durations.accept(status);
  }

  /// The asked ones; with a duration and none asked, only those that have begun count.
  private static Set<TaskState> states(Query query, Durations durations) {
    Set<TaskState> states = EnumSet.noneOf(TaskState.class);
    query.all("status").forEach(word -> states.add(state(word)));
    return states.isEmpty() && durations.areAsked()
        ? EnumSet.complementOf(EnumSet.of(TaskState.ACCEPTED))
        : states;
  }

  private static TaskState state(String word) {
    return Arrays.stream(TaskState.values())
        .filter(state -> state.word().equals(word))
        .findFirst()
        .orElseThrow(() -> {
          List<String> words = new ArrayList<>();
          Arrays.stream(TaskState.values()).forEach(state -> words.add(state.word()));
          return Query.refusal("status", word, String.join(", ", words));
        });
  }

  private static @Nullable Duration seconds(Query query, String name) {
    return query.number(name).map(Duration::ofSeconds).orElse(null);
  }

  private static List<Optional<Instant>> interval(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      Optional<Instant> at = Optional.of(time(text));
      return List.of(at, at);
    }
    return List.of(end(text.substring(0, slash)), end(text.substring(slash + 1)));
  }

  private static Optional<Instant> end(String text) {
    return text.isEmpty() || text.equals("..") ? Optional.empty() : Optional.of(time(text));
  }

  private static Instant time(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}
