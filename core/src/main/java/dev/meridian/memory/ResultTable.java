package dev.meridian.memory;

import dev.meridian.result.RequestRecord;
import dev.meridian.result.TaskRef;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// What is known of all tasks. Nothing of a request under way is dropped before its time, as
/// somebody was told that it is safe (I1); there is as much of it as [RequestTable] lets be under
/// way. Of the rest, the oldest goes when there is too much. Not thread-safe.
final class ResultTable {
  private final InstantSource clock;
  private final RequestTable requests;
  private final ExpiringMap<TaskId, TaskResult> underWay;
  private final ExpiringMap<TaskId, TaskResult> over;

  /// A table of at most `maxEntries` results of requests under way, and as many others.
  ResultTable(InstantSource clock, RequestTable requests, int maxEntries) {
    this.clock = clock;
    this.requests = requests;
    this.underWay = ExpiringMap.ofEntries(clock, maxEntries);
    this.over = ExpiringMap.ofEntries(clock, maxEntries);
  }

  @Nullable TaskResult get(TaskId task) {
    TaskResult result = underWay.get(task);
    return result == null ? over.get(task) : result;
  }

  /// Keeps what is known of a task as long as its request is under way, or else for its time to
  /// live. A foreign worker does not name the request, but may know the task.
  void put(TaskRef task, TaskResult result) {
    Instant end = task.request() == null ? null : requests.end(task.request());
    end = end == null ? underWay.expiry(task.id()) : end;
    if (end == null) {
      over.put(task.id(), result, clock.instant().plus(task.resultTtl()));
    } else {
      underWay.put(task.id(), result, end);
    }
  }

  /// Keeps the results of a request that is finished now until they expire.
  void finish(RequestRecord request, Instant expires) {
    for (TaskId task : request.taskIds()) {
      TaskResult result = get(task);
      if (result != null) {
        underWay.remove(task);
        over.put(task, result, expires);
      }
    }
  }

  void remove(TaskId task) {
    underWay.remove(task);
    over.remove(task);
  }
}
