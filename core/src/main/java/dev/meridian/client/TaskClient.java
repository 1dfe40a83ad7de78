package dev.meridian.client;

import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Brokers;
import dev.meridian.broker.Publication;
import dev.meridian.client.Dispatch.Outgoing;
import dev.meridian.result.Listening;
import dev.meridian.result.Part;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestRecord.TaskEntry;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.ResultStore;
import dev.meridian.result.StoreException;
import dev.meridian.route.NoRouteException;
import dev.meridian.route.Route;
import dev.meridian.route.Router;
import dev.meridian.task.IdSource;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Hops 2 to 5: routes the tasks of a request, records it, and publishes them. Thread-safe; blocks,
/// meant for virtual threads.
public final class TaskClient {
  /// How often a request is routed anew because a region did not take its share.
  static final int ROUNDS = 3;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /// What nobody waits with.
  private static final Listening NOBODY =
      new Listening() {
        @Override
        public Optional<TaskResult> next(Duration timeout) {
          return Optional.empty();
        }

        @Override
        public void close() {}
      };

  private final Collaborators with;
  private final Dispatch dispatch;

  /// What the client works with.
  ///
  /// @param ids for requests and tasks
  /// @param clock for creation times and deadlines
  /// @param router of hop 3
  /// @param brokers of the regions
  /// @param results the store
  /// @param codec of the wire
  public record Collaborators(
      IdSource ids,
      InstantSource clock,
      Router router,
      Brokers brokers,
      ResultStore results,
      CeleryCodec codec) {}

  /// A client that works with these.
  public TaskClient(Collaborators with) {
    this.with = with;
    this.dispatch = new Dispatch(with.brokers());
  }

  /// Accepts a request: when this returns, it is recorded and every message is confirmed (I1).
  ///
  /// @throws UnavailableException if it could not be accepted; nothing is left behind then
  public RequestRecord submit(Submission submission) {
    return accept(submission, false).request;
  }

  /// Accepts a request like [#submit] and listens for its tasks from before they are published
  /// (I6).
  ///
  /// @throws UnavailableException if it could not be accepted; nothing is left behind then
  public Pending submitAndListen(Submission submission) {
    Accepted accepted = accept(submission, true);
    return new Pending(accepted.request, accepted.listening, accepted.request.tasks().size());
  }

  /// Runs one task and waits for its result, without a record: nobody can ask for it later.
  ///
  /// @return its result; empty if none came within `timeout`
  /// @throws UnavailableException if it could not be published
  /// @throws InterruptedException if interrupted while waiting
  public Optional<TaskResult> call(
      String type, PlannedTask task, Submission.Options options, Duration timeout)
      throws InterruptedException {
    return callAll(Submission.of(type, task, options), timeout).values().stream().findFirst();
  }

  /// Runs many tasks like [#call], all at a time.
  ///
  /// @return the results by the place of their tasks in the submission, from 0, in the order they
  ///   came; those that did not come within `timeout` are missing
  /// @throws UnavailableException if they could not all be published
  /// @throws InterruptedException if interrupted while waiting
  public Map<Integer, TaskResult> callAll(Submission submission, Duration timeout)
      throws InterruptedException {
    Map<TaskId, Integer> places = new LinkedHashMap<>();
    for (int place = 0; place < submission.tasks().size(); place++) {
      places.put(with.ids.nextTask(), place);
    }
    try (Listening listening = with.results.listenForReplies(places.keySet())) {
      publishUnrecorded(submission, List.copyOf(places.keySet()), timeout);
      return collect(listening, places, timeout);
    } catch (StoreException e) {
      throw unavailable("result store: " + e.getMessage(), e);
    }
  }

  private void publishUnrecorded(Submission submission, List<TaskId> ids, Duration timeout) {
    Set<String> refused = new TreeSet<>();
    Instant deadline = with.clock.instant().plus(timeout);
    for (int round = 1; ; round++) {
      List<Outgoing> messages = new ArrayList<>(ids.size());
      for (int i = 0; i < ids.size(); i++) {
        PlannedTask task = submission.tasks().get(i);
        Route route = route(task, submission.options(), refused);
        Envelope envelope =
            Envelopes.unrecorded(
                ids.get(i), submission.type(), task, deadline, with.results.replyTo());
        messages.add(out(route, envelope));
      }
      Map<String, BrokerException> failures = dispatch.publish(messages);
      if (failures.isEmpty()) {
        return;
      }
      giveUpAfter(round, failures, refused);
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

  /// Where a request stands. First completes its book-keeping: what foreign workers finished, and
  /// what ran over the request's deadline.
  public Optional<RequestStatus> status(RequestId id) {
    return new Bookkeeping(with.results, with.clock).status(id);
  }

  /// The parts of a request that ended after a cursor; see [ResultStore#parts].
  public List<Part> parts(RequestId id, long after, int limit) {
    return with.results.parts(id, after, limit);
  }

  /// Listens for those tasks of a request that are not over, to wait for a request made earlier.
  /// Tasks that end between the look and the listening are seen too.
  public Pending listen(RequestStatus status) {
    RequestRecord request = status.request();
    Listening listening = with.results.listen(request.taskIds(), true);
    return new Pending(request, listening, request.tasks().size());
  }

  /// Cancels a request; see [ResultStore#cancel].
  public ResultStore.CancelOutcome cancel(RequestId id) {
    return with.results.cancel(id);
  }

  private record Accepted(RequestRecord request, Listening listening) {}

  private Accepted accept(Submission submission, boolean listen) {
    Set<String> refused = new TreeSet<>();
    try {
      for (int round = 1; ; round++) {
        RequestRecord request = record(submission, refused);
        with.results.create(request);
        Sent sent = send(submission, request, listen);
        if (sent.failures.isEmpty()) {
          return new Accepted(request, sent.listening);
        }
        giveUpAfter(round, sent.failures, refused);
      }
    } catch (StoreException e) {
      throw unavailable("result store: " + e.getMessage(), e);
    }
  }

  private record Sent(Listening listening, Map<String, BrokerException> failures) {}

  /// Listens and publishes. Unless everything is confirmed, nothing is left behind.
  private Sent send(Submission submission, RequestRecord request, boolean listen) {
    boolean accepted = false;
    Listening listening = NOBODY;
    try {
      listening = listen ? with.results.listenForReplies(request.taskIds()) : NOBODY;
      Sent sent = new Sent(listening, publish(submission, request, listen));
      accepted = sent.failures.isEmpty();
      return sent;
    } finally {
      if (!accepted) {
        listening.close();
        with.results.discard(request.id());
      }
    }
  }

  private RequestRecord record(Submission submission, Set<String> refused) {
    Submission.Options options = submission.options();
    RequestId id = with.ids.nextRequest();
    List<TaskEntry> entries = new ArrayList<>();
    for (PlannedTask task : submission.tasks()) {
      TaskId taskId = submission.tasks().size() == 1 ? id.only() : with.ids.nextTask();
      entries.add(new TaskEntry(taskId, task.label(), route(task, options, refused)));
    }
    Instant now = with.clock.instant();
    return new RequestRecord(
        id,
        submission.type(),
        now,
        now.plus(options.deadline()),
        options.resultTtl(),
        options.tombstoneTtl(),
        Math.clamp(options.minSuccess(), 1, entries.size()),
        entries);
  }

  private Route route(PlannedTask task, Submission.Options options, Set<String> refused) {
    try {
      return with.router.route(task.target(), options.policy(), options.priority(), refused);
    } catch (NoRouteException e) {
      throw unavailable(e.getMessage(), e);
    }
  }

  private Map<String, BrokerException> publish(
      Submission submission, RequestRecord request, boolean listen) {
    String replyTo = listen ? with.results.replyTo() : null;
    List<Outgoing> messages = new ArrayList<>();
    for (int i = 0; i < request.tasks().size(); i++) {
      TaskEntry entry = request.tasks().get(i);
      PlannedTask task = submission.tasks().get(i);
      messages.add(out(entry.route(), Envelopes.recorded(request, entry, task, replyTo)));
    }
    return dispatch.publish(messages);
  }

  private Outgoing out(Route route, Envelope envelope) {
    Message message = with.codec.encode(envelope, route.region());
    return new Outgoing(route, Publication.now(route.queue(), message));
  }

  private static void giveUpAfter(
      int round, Map<String, BrokerException> failures, Set<String> refused) {
    String words = Dispatch.explain(failures, refused);
    refused.addAll(failures.keySet());
    if (round == ROUNDS) {
      throw unavailable(words, failures.values().iterator().next());
    }
  }

  private static UnavailableException unavailable(String message, Exception cause) {
    return new UnavailableException(message, RETRY_AFTER, cause);
  }
}
