package dev.meridian.memory;

import dev.meridian.json.Json;
import dev.meridian.result.Admission;
import dev.meridian.result.AttemptStart;
import dev.meridian.result.Listening;
import dev.meridian.result.Part;
import dev.meridian.result.RequestFilter;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.ResultStore.CancelOutcome;
import dev.meridian.result.Share;
import dev.meridian.result.TaskRef;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests, results and those who wait for them. Every method is one atomic step (I3, I6): this
/// object is the one lock of the store, held only for work in memory.
final class ResultTables {
  private final InstantSource clock;
  private final ResultTable results;
  private final RequestTable requests;
  private final Executions executions;
  private final Map<TaskId, Set<MemoryListening>> listeners = new HashMap<>();

  /// What a cancellation did.
  ///
  /// @param outcome what it found
  /// @param tasks that it dismissed
  record Cancellation(CancelOutcome outcome, List<TaskId> tasks) {}

  ResultTables(InstantSource clock, int maxEntries) {
    this.clock = clock;
    this.requests = new RequestTable(clock, maxEntries);
    this.results = new ResultTable(clock, requests, maxEntries);
    this.executions = new Executions(clock, maxEntries);
  }

  synchronized void create(RequestRecord request) {
    requests.add(new RequestState(request));
  }

  synchronized void discard(RequestId id) {
    RequestState request = requests.get(id);
    if (request != null) {
      executions.leave(request);
      request.request().taskIds().forEach(results::remove);
      requests.remove(id);
    }
  }

  synchronized Admission begin(TaskRef task, AttemptStart attempt) {
    if (isOver(results.get(task.id()))) {
      return Admission.ALREADY_OVER;
    }
    RequestState request = requestOf(task);
    if (task.request() != null && request == null) {
      return Admission.UNKNOWN_REQUEST;
    }
    if ((request != null && request.isFinished()) || executions.isLeft(task.id())) {
      return Admission.ALREADY_OVER;
    }
    Instant now = clock.instant();
    executions.begin(task.id(), now);
    whose(task).forEach(one -> one.start(now));
    ObjectNode report =
        Json.object()
            .put("region", attempt.region())
            .put("worker", attempt.worker())
            .put("attempt", attempt.number())
            .put("started", attempt.started().toString());
    results.put(task, running(task, Json.nullNode(), report));
    return Admission.RUN;
  }

  synchronized void progress(TaskRef task, int percent, String message) {
    RequestState request = requestOf(task);
    boolean lost = task.request() != null && request == null;
    if (lost || isOver(results.get(task.id())) || (request != null && request.isFinished())) {
      return;
    }
    Instant now = clock.instant();
    whose(task).forEach(one -> one.progress(percent, message, now));
    ObjectNode value = Json.object().put("percent", percent).put("message", message);
    results.put(task, running(task, value, Json.object()));
  }

  synchronized boolean complete(TaskRef task, TaskResult result) {
    RequestState request = requestOf(task);
    if (request != null && request.isFinished()) {
      return false;
    }
    TaskResult known = results.get(task.id());
    boolean decides = known == null || !isOver(known);
    if (decides) {
      results.put(task, result);
      wake(result);
      endShared(task, result);
    }
    if (request != null) {
      end(request, decides || known == null ? result : known);
    }
    return decides;
  }

  /// The end of an execution is that of all who share it.
  private void endShared(TaskRef task, TaskResult result) {
    List<RequestId> sharing = executions.requests(task.id());
    executions.end(task.id());
    for (RequestId id : sharing) {
      RequestState request = requests.get(id);
      if (request != null && !request.isFinished()) {
        TaskId only = id.only();
        complete(
            new TaskRef(only, id, request.request().resultTtl()),
            new TaskResult(
                only,
                result.state(),
                result.value(),
                result.failure(),
                result.report(),
                result.finished()));
      }
    }
  }

  /// Lets a request share an execution.
  synchronized boolean share(Share share) {
    RequestState request = requests.get(share.request());
    Instant end = requests.end(share.request());
    return request != null
        && end != null
        && !isOver(results.get(share.execution()))
        && executions.share(share, request, end);
  }

  /// The executions that all have left since the last call; nobody holds the lock.
  synchronized List<TaskId> takeLeft() {
    return executions.takeLeft();
  }

  /// The requests a task is part of, or that share it.
  private List<RequestState> whose(TaskRef task) {
    if (task.request() != null) {
      RequestState request = requests.get(task.request());
      return request == null ? List.of() : List.of(request);
    }
    return executions.requests(task.id()).stream()
        .flatMap(id -> Stream.ofNullable(requests.get(id)))
        .filter(request -> !request.isFinished())
        .toList();
  }

  /// Stores a result as a foreign worker does, which knows nothing of requests.
  synchronized void writeForeign(TaskRef task, TaskResult result) {
    results.put(task, result);
    wake(result);
  }

  synchronized Map<TaskId, TaskResult> findAll(Collection<TaskId> tasks) {
    Map<TaskId, TaskResult> found = new LinkedHashMap<>();
    for (TaskId task : tasks) {
      TaskResult result = results.get(task);
      if (result != null) {
        found.put(task, result);
      }
    }
    return found;
  }

  synchronized Cancellation cancel(RequestId id, String reason) {
    RequestState request = requests.get(id);
    if (request == null) {
      return new Cancellation(CancelOutcome.UNKNOWN, List.of());
    }
    if (request.isDismissed()) {
      return new Cancellation(CancelOutcome.ALREADY_DISMISSED, List.of());
    }
    request.dismiss(reason, clock.instant());
    if (request.isFinished()) {
      request.request().taskIds().forEach(results::remove);
      return new Cancellation(CancelOutcome.DISMISSED, List.of());
    }
    List<TaskId> dismissed =
        request.open().stream().filter(task -> dismiss(request, task, reason)).toList();
    return new Cancellation(CancelOutcome.DISMISSED, dismissed);
  }

  private boolean dismiss(RequestState request, TaskId task, String reason) {
    RequestRecord terms = request.request();
    TaskResult dismissal = TaskResult.dismissed(task, reason, clock.instant());
    return complete(new TaskRef(task, terms.id(), terms.resultTtl()), dismissal);
  }

  synchronized @Nullable RequestStatus status(RequestId id) {
    RequestState request = requests.get(id);
    return request == null ? null : request.status(clock.instant());
  }

  synchronized List<Part> parts(RequestId id, long after, int limit) {
    RequestState request = requests.get(id);
    if (request == null) {
      return List.of();
    }
    List<Part> parts = new ArrayList<>();
    List<Integer> ended = request.ended();
    for (int i = (int) Math.min(after, ended.size());
        i < ended.size() && parts.size() < limit;
        i++) {
      TaskResult result = results.get(request.task(ended.get(i)));
      if (result != null) {
        parts.add(new Part(i + 1L, ended.get(i), result));
      }
    }
    return parts;
  }

  synchronized List<RequestStatus> list(RequestFilter filter) {
    Instant now = clock.instant();
    return requests
        .all()
        .map(request -> request.status(now))
        .filter(filter::accepts)
        .sorted(Comparator.comparing((RequestStatus s) -> s.request().created()).reversed())
        .limit(filter.limit())
        .toList();
  }

  synchronized Listening listen(Collection<TaskId> tasks, boolean includePast) {
    var listening = new MemoryListening(this, tasks);
    for (TaskId task : tasks) {
      listeners.computeIfAbsent(task, t -> new HashSet<>()).add(listening);
      TaskResult result = includePast ? results.get(task) : null;
      if (result != null && isOver(result)) {
        listening.hear(result);
      }
    }
    return listening;
  }

  synchronized void forget(MemoryListening listening) {
    for (TaskId task : listening.tasks()) {
      listeners.computeIfPresent(
          task, (t, all) -> all.remove(listening) && all.isEmpty() ? null : all);
    }
  }

  private void wake(TaskResult result) {
    listeners.getOrDefault(result.id(), Set.of()).forEach(one -> one.hear(result));
  }

  private void end(RequestState request, TaskResult result) {
    boolean successful = result.state() == TaskState.SUCCESSFUL;
    if (request.end(result.id(), successful, clock.instant())) {
      executions.leave(request);
      results.finish(request.request(), Objects.requireNonNull(request.expires(), "expires"));
      requests.finish(request);
    }
  }

  private @Nullable RequestState requestOf(TaskRef task) {
    return task.request() == null ? null : requests.get(task.request());
  }

  private static boolean isOver(@Nullable TaskResult result) {
    return result != null && result.state().isTerminal();
  }

  private static TaskResult running(TaskRef task, JsonNode value, ObjectNode report) {
    return new TaskResult(task.id(), TaskState.RUNNING, value, null, report, null);
  }
}
