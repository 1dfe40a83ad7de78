package dev.meridian.memory;

import dev.meridian.result.Admission;
import dev.meridian.result.AttemptStart;
import dev.meridian.result.Claims;
import dev.meridian.result.Listening;
import dev.meridian.result.Part;
import dev.meridian.result.RequestFilter;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.ResultStore;
import dev.meridian.result.Share;
import dev.meridian.result.TaskRef;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The embedded result store: bounded, with times to live by an injected clock. When it is full,
/// the oldest results go, but none of a request that is under way, and further requests are
/// refused. What it keeps lives as long as somebody refers to it; closing it does nothing.
/// Thread-safe.
public final class MemoryResultStore implements ResultStore {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryResultStore.class);

  private final ResultTables tables;
  private final Claims claims;
  private final List<Registration> cancelListeners = new CopyOnWriteArrayList<>();

  /// An empty store.
  ///
  /// @param maxEntries how many results are kept beside those of requests under way, how many tasks
  ///   are under way, how many tasks of finished requests are remembered, and how many names are
  ///   claimed, at most
  public MemoryResultStore(InstantSource clock, int maxEntries) {
    this.tables = new ResultTables(clock, maxEntries);
    this.claims = new MemoryClaims(clock, maxEntries);
  }

  // Compared by identity, so that the same listener may be registered twice.
  private static final class Registration {
    private final CancelListener listener;

    Registration(CancelListener listener) {
      this.listener = listener;
    }
  }

  @Override
  public void create(RequestRecord request) {
    tables.create(request);
  }

  @Override
  public void discard(RequestId request) {
    tables.discard(request);
    tellOfLeft();
  }

  @Override
  public Admission begin(TaskRef task, AttemptStart attempt) {
    return tables.begin(task, attempt);
  }

  @Override
  public void progress(TaskRef task, int percent, String message) {
    tables.progress(task, percent, message);
  }

  @Override
  public boolean complete(TaskRef task, TaskResult result) {
    boolean decided = tables.complete(task, result);
    tellOfLeft();
    return decided;
  }

  @Override
  public Optional<TaskResult> find(TaskId task) {
    return Optional.ofNullable(findAll(List.of(task)).get(task));
  }

  @Override
  public Map<TaskId, TaskResult> findAll(Collection<TaskId> tasks) {
    return tables.findAll(tasks);
  }

  @Override
  public CancelOutcome cancel(RequestId request, String reason) {
    ResultTables.Cancellation cancellation = tables.cancel(request, reason);
    cancellation.tasks().forEach(this::tell);
    tellOfLeft();
    return cancellation.outcome();
  }

  @Override
  public boolean share(Share share) {
    return tables.share(share);
  }

  private void tellOfLeft() {
    tables.takeLeft().forEach(this::tell);
  }

  private void tell(TaskId task) {
    cancelListeners.forEach(registration -> tell(registration.listener, task));
  }

  @Override
  public Claims claims() {
    return claims;
  }

  private static void tell(CancelListener listener, TaskId task) {
    try {
      listener.cancelled(task);
    } catch (RuntimeException e) {
      LOG.error("cancel listener failed for task {}", task, e);
    }
  }

  @Override
  public Optional<RequestStatus> status(RequestId request) {
    return Optional.ofNullable(tables.status(request));
  }

  @Override
  public List<Part> parts(RequestId request, long after, int limit) {
    return tables.parts(request, after, limit);
  }

  @Override
  public List<RequestStatus> list(RequestFilter filter) {
    return tables.list(filter);
  }

  @Override
  public Listening listen(Collection<TaskId> tasks, boolean includePast) {
    return tables.listen(tasks, includePast);
  }

  @Override
  public AutoCloseable onCancel(CancelListener listener) {
    var registration = new Registration(listener);
    cancelListeners.add(registration);
    return () -> cancelListeners.remove(registration);
  }

  @Override
  public boolean isUp() {
    return true;
  }

  @Override
  public String address() {
    return "memory://";
  }

  @Override
  public void close() {
    // Nothing to disconnect.
  }

  /// Stores a result as a foreign worker does, for the contract suite.
  void writeForeign(TaskRef task, TaskResult result) {
    tables.writeForeign(task, result);
  }
}
