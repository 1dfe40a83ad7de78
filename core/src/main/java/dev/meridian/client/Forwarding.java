package dev.meridian.client;

import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Publication;
import dev.meridian.client.Dispatch.Outgoing;
import dev.meridian.client.TaskClient.Collaborators;
import dev.meridian.route.NoRouteException;
import dev.meridian.route.Route;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Hop 3, and the messages of hop 5: where the tasks of a submission go, and what is sent there.
/// Thread-safe.
final class Forwarding {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final Collaborators with;
  private final HeldTasks held;

  Forwarding(Collaborators with, HeldTasks held) {
    this.with = with;
    this.held = held;
  }

  /// Where its tasks go.
  ///
  /// @param refused regions that just did not take their share
  /// @param mayWait whether the outbox will do
  /// @throws UnavailableException if a task can go nowhere
  List<Route> routes(Submission submission, Set<String> refused, boolean mayWait) {
    List<Route> routes =
        submission.tasks().stream()
            .map(task -> route(task, submission.options(), refused, mayWait))
            .toList();
    return with.router().onLanes(routes, submission.type(), submission.conditions().key());
  }

  private Route route(
      PlannedTask task, Submission.Options options, Set<String> refused, boolean mayWait) {
    try {
      Route route =
          with.router().route(task.target(), options.policy(), options.priority(), refused);
      return mayWait ? held.behindOthers(route) : route;
    } catch (NoRouteException e) {
      return (mayWait && held.areAllowed() ? toOutbox(task, options) : Optional.<Route>empty())
          .orElseThrow(() -> unavailable(e.getMessage(), e));
    }
  }

  private Optional<Route> toOutbox(PlannedTask task, Submission.Options options) {
    Optional<Route> route = with.router().hold(task.target(), options.policy(), options.priority());
    route.map(Route::region).ifPresent(held::queueUp);
    return route;
  }

  /// The message of a task.
  Outgoing out(Route route, Envelope envelope, Submission submission) {
    Message message = with.codec().encode(envelope, route.region());
    Duration delay = submission.conditions().delay(with.clock().instant());
    return new Outgoing(route, new Publication(route.queue(), message, delay));
  }

  /// Notes who refused.
  ///
  /// @throws UnavailableException if this was the last round
  static void giveUpAfter(int round, Map<String, BrokerException> failures, Set<String> refused) {
    String words = Dispatch.explain(failures, refused);
    refused.addAll(failures.keySet());
    if (round == TaskClient.ROUNDS) {
      throw unavailable(words, failures.values().iterator().next());
    }
  }

  static UnavailableException unavailable(String message, Exception cause) {
    return new UnavailableException(message, RETRY_AFTER, cause);
  }
}
