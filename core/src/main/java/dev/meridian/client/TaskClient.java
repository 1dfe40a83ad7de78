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
import dev.meridian.route.Route;
import dev.meridian.route.Router;
import dev.meridian.task.IdSource;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Hops 2 to 5: routes the tasks of a request, records it, and publishes them. Thread-safe; blocks,
/// meant for virtual threads.
public final class TaskClient {
  /// How often a request is routed anew because a region did not take its share.
  public static final int ROUNDS = 3;

  private final Collaborators with;
  private final Dispatch dispatch;
  private final HeldTasks held;
  private final Uniqueness uniqueness;
  private final Coalescing coalescing;
  private final Forwarding forwarding;
  private final Unrecorded unrecorded;

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

  /// A client that works with these, without an outbox.
  public TaskClient(Collaborators with) {
    this(with, HeldTasks.none());
  }

  private TaskClient(Collaborators with, HeldTasks held) {
    this.with = with;
    this.dispatch = new Dispatch(with.brokers());
    this.coalescing = new Coalescing(with.results(), with.clock());
    this.uniqueness = new Uniqueness(with.results(), with.clock(), with.ids());
    this.held = held;
    this.forwarding = new Forwarding(with, held);
    this.unrecorded = new Unrecorded(with, forwarding, dispatch);
  }

  /// The same client, but tasks that no broker takes now wait here, unless somebody waits for their
  /// end.
  public TaskClient holding(HeldTasks held) {
    return new TaskClient(with, held);
  }

  /// The tasks that wait in the outbox.
  public HeldTasks held() {
    return held;
  }

  /// Accepts a request: when this returns, it is recorded and every message is confirmed, or in the
  /// outbox if no broker takes it now (I1).
  ///
  /// @throws UnavailableException if it could not be accepted; nothing is left behind then
  public RequestRecord submit(Submission submission) {
    return accept(submission).request();
  }

  /// Accepts a request like [#submit], and says if an earlier one is the answer.
  ///
  /// @throws UnavailableException if it could not be accepted; nothing is left behind then
  public Accepted accept(Submission submission) {
    return accept(submission, false, this::newId).accepted();
  }

  /// Accepts a request like [#submit], once, however often it is called with the same ids, also
  /// after a crash in the middle. Its tasks may be published again, so they run at least once, as
  /// always.
  ///
  /// @param ids the id of the request in each round, from 1 to [#ROUNDS]; always the same ones for
  ///   the same request, and nobody else's
  /// @throws UnavailableException if it could not be accepted; nothing is left behind then
  public RequestRecord submitOnce(Submission submission, IntFunction<RequestId> ids) {
    return acceptOnce(submission, ids).request();
  }

  /// Accepts a request like [#submitOnce], and says if an earlier one of its [Unique] key is the
  /// answer.
  ///
  /// @throws UnavailableException if it could not be accepted; nothing is left behind then
  public Accepted acceptOnce(Submission submission, IntFunction<RequestId> ids) {
    try {
      for (int round = 1; round <= ROUNDS; round++) {
        Optional<RequestStatus> earlier = with.results.status(ids.apply(round));
        if (earlier.isPresent()) {
          return new Accepted(publishedAgain(submission, earlier.get()), false);
        }
      }
    } catch (StoreException e) {
      throw Forwarding.unavailable("result store: " + e.getMessage(), e);
    }
    return accept(submission, false, ids).accepted();
  }

  /// Whoever recorded it may not have come to publish it, unless one of its tasks began.
  private RequestRecord publishedAgain(Submission submission, RequestStatus earlier) {
    RequestRecord request = earlier.request();
    boolean same =
        request.tasks().stream()
            .map(TaskEntry::label)
            .toList()
            .equals(submission.tasks().stream().map(PlannedTask::label).toList());
    if (earlier.state() == TaskState.ACCEPTED && !earlier.gone() && same) {
      Map<String, BrokerException> failures = publish(submission, request, false);
      if (!failures.isEmpty()) {
        Forwarding.giveUpAfter(ROUNDS, failures, new TreeSet<>());
      }
    }
    return request;
  }

  /// Accepts a request like [#submit] and listens for its tasks from before they are published
  /// (I6).
  ///
  /// @throws UnavailableException if it could not be accepted; nothing is left behind then
  public Pending submitAndListen(Submission submission) {
    Made made = accept(submission, true, this::newId);
    return made.earlier() ? listen(made.request()) : new Pending(made.accepted(), made.listening());
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
    return unrecorded.callAll(submission, timeout);
  }

  /// Publishes tasks that nobody will ask for: when this returns, every message is confirmed.
  /// Nothing is recorded.
  ///
  /// @return their ids, in the order of the submission
  /// @throws UnavailableException if they could not all be published
  public List<TaskId> publish(Submission submission) {
    return unrecorded.publish(submission);
  }

  /// Where a request stands. First completes its book-keeping: what foreign workers finished, and
  /// what ran over the request's deadline.
  public Optional<RequestStatus> status(RequestId id) {
    return new Bookkeeping(with.results, with.clock).status(id).map(held::explained);
  }

  /// The parts of a request that ended after a cursor; see [ResultStore#parts].
  public List<Part> parts(RequestId id, long after, int limit) {
    return with.results.parts(id, after, limit);
  }

  /// Listens for those tasks of a request that are not over, to wait for a request made earlier.
  /// Tasks that end between the look and the listening are seen too.
  public Pending listen(RequestStatus status) {
    return listen(status.request());
  }

  /// The same for a request as it was recorded.
  Pending listen(RequestRecord request) {
    return listen(new Accepted(request, true));
  }

  private Pending listen(Accepted accepted) {
    return new Pending(accepted, with.results.listen(accepted.request().taskIds(), true));
  }

  /// Cancels a request; see [ResultStore#cancel].
  public ResultStore.CancelOutcome cancel(RequestId id) {
    return with.results.cancel(id);
  }

  @SuppressWarnings("UnusedVariable") // every round has a new one
  private RequestId newId(int round) {
    return with.ids.nextRequest();
  }

  private Made accept(Submission submission, boolean listen, IntFunction<RequestId> ids) {
    Unique unique = submission.unique();
    try {
      return unique == null
          ? make(submission, listen, ids)
          : uniqueness.accept(submission, unique, one -> make(one, listen, ids));
    } catch (StoreException e) {
      throw Forwarding.unavailable("result store: " + e.getMessage(), e);
    }
  }

  private Made make(Submission submission, boolean listen, IntFunction<RequestId> ids) {
    if (!submission.canShare()) {
      return make(submission, listen, ids, false);
    }
    try {
      return coalescing.accept(
          submission,
          with.ids.nextTask().value(),
          new Sharing(
              with.results,
              listen,
              () -> record(ids.apply(1), submission, Set.of(), false),
              lead -> make(submission, listen, ids, lead)));
    } catch (UnavailableException e) {
      if (listen || !held.areAllowed()) {
        throw e;
      }
      return make(submission, false, ids, false); // alone, by way of the outbox
    }
  }

  private Made make(
      Submission submission, boolean listen, IntFunction<RequestId> ids, boolean lead) {
    Set<String> refused = new TreeSet<>();
    for (int round = 1; ; round++) {
      RequestRecord request = record(ids.apply(round), submission, refused, !listen && !lead);
      with.results.create(request);
      TaskId execution = lead ? with.ids.nextTask() : null;
      Sent sent = send(submission, request, listen, execution);
      if (sent.failures.isEmpty()) {
        return new Made(request, sent.listening, false, execution);
      }
      Forwarding.giveUpAfter(round, sent.failures, refused);
    }
  }

  private record Sent(Listening listening, Map<String, BrokerException> failures) {}

  /// Listens and publishes. Unless everything is confirmed, nothing is left behind.
  private Sent send(
      Submission submission, RequestRecord request, boolean listen, @Nullable TaskId execution) {
    boolean accepted = false;
    Listening listening = Made.NOBODY;
    try {
      listening = listen ? with.results.listenForReplies(request.taskIds()) : Made.NOBODY;
      Map<String, BrokerException> failures =
          execution != null && Sharing.share(with.results, request, execution, listen, true)
              ? publishShared(submission, request, execution)
              : publish(submission, request, listen);
      Sent sent = new Sent(listening, failures);
      accepted = sent.failures.isEmpty();
      return sent;
    } finally {
      if (!accepted) {
        listening.close();
        with.results.discard(request.id());
      }
    }
  }

  private RequestRecord record(
      RequestId id, Submission submission, Set<String> refused, boolean mayWait) {
    Submission.Options options = submission.options();
    List<TaskEntry> entries = new ArrayList<>();
    List<Route> routes = forwarding.routes(submission, refused, mayWait);
    for (int i = 0; i < routes.size(); i++) {
      TaskId taskId = submission.tasks().size() == 1 ? id.only() : with.ids.nextTask();
      entries.add(new TaskEntry(taskId, submission.tasks().get(i).label(), routes.get(i)));
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

  /// Publishes what can be, then puts the rest into the outbox: nothing may fail after that.
  private Map<String, BrokerException> publish(
      Submission submission, RequestRecord request, boolean listen) {
    String replyTo = listen ? with.results.replyTo() : null;
    List<Outgoing> messages = new ArrayList<>();
    List<Publication> later = new ArrayList<>();
    List<TaskEntry> waiting = new ArrayList<>();
    for (int i = 0; i < request.tasks().size(); i++) {
      TaskEntry task = request.tasks().get(i);
      Envelope envelope = Envelopes.recorded(submission, i, request, replyTo);
      Outgoing message = forwarding.out(task.route(), envelope, submission);
      if (task.route().isHeld() && held.areAllowed()) {
        waiting.add(task);
        later.add(message.publication());
      } else {
        messages.add(message);
      }
    }
    Map<String, BrokerException> failures = dispatch.publish(messages);
    if (failures.isEmpty()) {
      held.keep(request, waiting, later, submission.conditions().eta());
    }
    return failures;
  }

  private Map<String, BrokerException> publishShared(
      Submission submission, RequestRecord first, TaskId execution) {
    Instant deadline = Coalescing.deadline(first);
    Envelope envelope = Envelopes.shared(submission, execution, first, deadline);
    return dispatch.publish(
        List.of(forwarding.out(first.tasks().getFirst().route(), envelope, submission)));
  }
}
