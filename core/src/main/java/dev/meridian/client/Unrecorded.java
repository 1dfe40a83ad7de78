package dev.meridian.client;

import dev.meridian.broker.BrokerException;
import dev.meridian.client.Dispatch.Outgoing;
import dev.meridian.client.TaskClient.Collaborators;
import dev.meridian.result.Listening;
import dev.meridian.result.StoreException;
import dev.meridian.route.Route;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.wire.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Tasks without a record: nobody can ask for them later. Thread-safe; blocks.
final class Unrecorded {
  private final Collaborators with;
  private final Forwarding forwarding;
  private final Dispatch dispatch;

  Unrecorded(Collaborators with, Forwarding forwarding, Dispatch dispatch) {
    this.with = with;
    this.forwarding = forwarding;
    this.dispatch = dispatch;
  }

  /// Runs tasks and waits for their results; see [TaskClient#callAll].
  Map<Integer, TaskResult> callAll(Submission submission, Duration timeout)
      throws InterruptedException {
    Map<TaskId, Integer> places = new LinkedHashMap<>();
    for (int place = 0; place < submission.tasks().size(); place++) {
      places.put(with.ids().nextTask(), place);
    }
    Instant deadline = with.clock().instant().plus(timeout);
    try (Listening listening = with.results().listenForReplies(places.keySet())) {
      publish(submission, List.copyOf(places.keySet()), deadline, with.results().replyTo());
      return collect(listening, places, timeout);
    } catch (StoreException e) {
      throw Forwarding.unavailable("result store: " + e.getMessage(), e);
    }
  }

  /// Publishes tasks; see [TaskClient#publish].
  List<TaskId> publish(Submission submission) {
    List<TaskId> ids = submission.tasks().stream().map(task -> with.ids().nextTask()).toList();
    Instant deadline = with.clock().instant().plus(submission.options().deadline());
    publish(submission, ids, deadline, null);
    return ids;
  }

  private void publish(
      Submission submission, List<TaskId> ids, Instant deadline, @Nullable String replyTo) {
    Set<String> refused = new TreeSet<>();
    for (int round = 1; ; round++) {
      List<Outgoing> messages = new ArrayList<>(ids.size());
      List<Route> routes = forwarding.routes(submission, refused, false);
      for (int i = 0; i < ids.size(); i++) {
        Route route = routes.get(i);
        Envelope envelope = Envelopes.unrecorded(submission, i, ids.get(i), deadline, replyTo);
        messages.add(forwarding.out(route, envelope, submission));
      }
      Map<String, BrokerException> failures = dispatch.publish(messages);
      if (failures.isEmpty()) {
        return;
      }
      Forwarding.giveUpAfter(round, failures, refused);
    }
  }

  private static Map<Integer, TaskResult> collect(
      Listening listening, Map<TaskId, Integer> places, Duration timeout)
      throws InterruptedException {
    Map<Integer, TaskResult> results = new LinkedHashMap<>();
    long end = System.nanoTime() + timeout.toNanos();
    while (results.size() < places.size()) {
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      Optional<TaskResult> next = listening.next(left);
      if (next.isEmpty()) {
        break;
      }
      results.put(places.getOrDefault(next.get().id(), -1), next.get());
    }
    return results;
  }
}
