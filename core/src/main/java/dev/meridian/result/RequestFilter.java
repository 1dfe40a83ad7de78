package dev.meridian.result;

import dev.meridian.task.TaskState;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Which requests to list.
///
/// @param types names of task types; empty for all
/// @param states empty for all
/// @param from created at or after
/// @param to created at or before
/// @param limit the most to return, 1 to 1,000
public record RequestFilter(
    Set<String> types,
    Set<TaskState> states,
    Optional<Instant> from,
    Optional<Instant> to,
    int limit) {
  /// The newest `limit` requests.
  public static RequestFilter newest(int limit) {
    return new RequestFilter(Set.of(), Set.of(), Optional.empty(), Optional.empty(), limit);
  }

  /// Whether a request is to be listed.
  public boolean accepts(RequestStatus status) {
    Instant created = status.request().created();
    return (types.isEmpty() || types.contains(status.request().type()))
        && (states.isEmpty() || states.contains(status.state()))
        && from.filter(created::isBefore).isEmpty()
        && to.filter(created::isAfter).isEmpty();
  }
}
