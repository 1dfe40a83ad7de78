package dev.meridian.memory;

import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestStatus;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where one request stands. Guarded by its store's lock.
final class RequestState {
  private final RequestRecord request;
  private final Map<TaskId, Integer> open = new LinkedHashMap<>();
  private final List<Integer> ended = new ArrayList<>();
  private @Nullable Instant started;
  private @Nullable Instant finished;
  private @Nullable Instant expires;
  private Instant updated;
  private int failed;
  private int good;
  private int percent;
  private String message = "";
  private boolean dismissed;
  private @Nullable TaskId shared;

  RequestState(RequestRecord request) {
    this.request = request;
    this.updated = request.created();
    for (int index = 0; index < request.tasks().size(); index++) {
      open.put(request.tasks().get(index).id(), index);
    }
  }

  RequestRecord request() {
    return request;
  }

  /// How many tasks it has.
  int tasks() {
    return request.tasks().size();
  }

  /// The tasks that have not ended.
  Set<TaskId> open() {
    return new LinkedHashSet<>(open.keySet());
  }

  /// The places in the request of the tasks that ended, in the order in which they did.
  List<Integer> ended() {
    return ended;
  }

  /// The id of the task at a place.
  TaskId task(int index) {
    return request.tasks().get(index).id();
  }

  boolean isFinished() {
    return finished != null;
  }

  boolean isDismissed() {
    return dismissed;
  }

  /// When its results go; null while it is not over.
  @Nullable Instant expires() {
    return expires;
  }

  /// The execution it shares; null for none.
  @Nullable TaskId shared() {
    return shared;
  }

  void share(TaskId execution) {
    shared = execution;
  }

  void start(Instant now) {
    if (started == null) {
      started = now;
      updated = now;
    }
  }

  void progress(int percent, String message, Instant now) {
    this.percent = percent;
    this.message = message;
    updated = now;
  }

  /// Records the part of a task, once, and finishes the request with the last one.
  ///
  /// @return whether the request is finished by this
  boolean end(TaskId task, boolean successful, Instant now) {
    Integer index = open.remove(task);
    if (index == null) {
      return false;
    }
    ended.add(index);
    failed += successful ? 0 : 1;
    good += successful && index >= tasks() - request.deciding() ? 1 : 0;
    updated = now;
    if (!open.isEmpty()) {
      return false;
    }
    finished = now;
    expires = now.plus(request.resultTtl());
    return true;
  }

  void dismiss(String reason, Instant now) {
    dismissed = true;
    message = reason;
    updated = now;
    if (isFinished()) {
      expires = now;
    }
  }

  RequestStatus status(Instant now) {
    int total = tasks();
    int done = ended.size();
    return new RequestStatus(
        request,
        dismissed
            ? TaskState.DISMISSED
            : RequestStatus.derive(total, done, good, request.minSuccess(), started != null),
        started,
        finished,
        updated,
        done,
        failed,
        RequestStatus.percent(total, done, percent),
        message,
        expires,
        expires != null && !expires.isAfter(now));
  }
}
