package dev.meridian.result;

import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps requests, states and answers by id until they expire, and wakes those who wait. Every
/// write has a time to live. Thread-safe; every method blocks and is meant for virtual threads;
/// concurrent calls may share a round trip. Run the contract suite `ResultStoreContract` against
/// every implementation.
///
/// All methods throw [StoreException] if the store cannot be reached in time.
public interface ResultStore extends AutoCloseable {
  /// Records a request and its tasks as accepted (hop 4).
  ///
  /// @throws StoreException of kind CONFLICT if the id is recorded already
  void create(RequestRecord request);

  /// Forgets a request whose publishing failed, without a tombstone: nobody was told its id. Should
  /// one of its messages exist all the same, [#begin] answers [Admission#UNKNOWN_REQUEST].
  void discard(RequestId request);

  /// Asks whether an attempt may run and, if so, marks its task as running, and its request as
  /// running since the first such mark.
  Admission begin(TaskRef task, AttemptStart attempt);

  /// Notes how far a running task is; ignored once it is over. A custom `PROGRESS` state for Celery
  /// clients.
  ///
  /// @param percent 0 to 100
  void progress(TaskRef task, int percent, String message);

  /// Stores a terminal result, in one atomic step: if the task is not over yet, writes the result,
  /// wakes whoever listens and, if the task is part of a recorded request, appends the part and
  /// derives the request's state. If it is over already (I3), the stored result stays; but if it
  /// was written by a foreign worker, its part is recorded now, so that calling this again with
  /// what [#find] returned completes the request's book-keeping. A part is recorded once.
  ///
  /// @return whether this call decided the result
  boolean complete(TaskRef task, TaskResult result);

  /// What is known of a task: any state, empty if nothing. Also reads what foreign workers wrote.
  Optional<TaskResult> find(TaskId task);

  /// What is known of many tasks, in one round trip; those of which nothing is known are missing.
  Map<TaskId, TaskResult> findAll(Collection<TaskId> tasks);

  /// Cancels what is not over: those tasks become dismissed, listeners and [#onCancel] are told. A
  /// finished request loses its results. Either way the request is dismissed from now on.
  default CancelOutcome cancel(RequestId request) {
    return cancel(request, "cancelled");
  }

  /// Cancels like [#cancel(RequestId)].
  ///
  /// @param reason in a few words for people: the message of the request and of its tasks
  CancelOutcome cancel(RequestId request, String reason);

  /// Lets a request share an execution, in one atomic step: as that begins, goes on and ends, so
  /// does the request's one task, with a result of its own. A request that ends by itself, because
  /// it is cancelled, late or discarded, leaves the execution to the others; the last one to leave
  /// stops it: [#onCancel] hears of it and [#begin] answers [Admission#ALREADY_OVER].
  ///
  /// @return whether it does; false if the execution is over or has been left by all, or if
  ///   [Share#MOST] share it
  boolean share(Share share);

  /// Who makes what, where there may be one at a time.
  Claims claims();

  /// Where a request stands; a tombstone after its results have gone; empty if it is unknown.
  Optional<RequestStatus> status(RequestId request);

  /// The parts of a request that ended after the cursor, in the order they ended; at most `limit`.
  /// Empty for an unknown or expired request.
  ///
  /// @param after the sequence of the last part seen, 0 for all
  List<Part> parts(RequestId request, long after, int limit);

  /// Requests, newest first.
  List<RequestStatus> list(RequestFilter filter);

  /// Starts to listen for the ends of tasks and returns once nothing can be missed any more (I6): a
  /// result stored after this call returns is seen by the returned object, also across a
  /// reconnection.
  ///
  /// @param includePast whether results stored before must be seen, too; without it they may be
  ///   missed, which is right for tasks that nobody has published yet and saves a read
  Listening listen(Collection<TaskId> tasks, boolean includePast);

  /// Where ends of tasks are heard of without asking the store for each: what their messages carry
  /// (`meridian-reply`) and [TaskRef#replyTo()] says. Null if there is no such place.
  default @Nullable String replyTo() {
    return null;
  }

  /// Listens like [#listen], without the past, for tasks that are about to be published with
  /// [#replyTo()]. Ends that come by any other way are seen a moment later.
  default Listening listenForReplies(Collection<TaskId> tasks) {
    return listen(tasks, false);
  }

  /// Calls `listener` with each task that [#cancel] dismisses, from now on, on a thread it must not
  /// block.
  AutoCloseable onCancel(CancelListener listener);

  /// Whether the store answers now, measured with one round trip.
  boolean isUp();

  /// Where it is, for people: the URL without its secrets.
  String address();

  @Override
  void close();

  /// What [#cancel] found.
  enum CancelOutcome {
    /// No such request.
    UNKNOWN,
    /// It is dismissed by this call.
    DISMISSED,
    /// It was dismissed before.
    ALREADY_DISMISSED
  }

  /// Hears of cancelled tasks.
  @FunctionalInterface
  interface CancelListener {
    /// A task was cancelled. Must not block.
    void cancelled(TaskId task);
  }
}
