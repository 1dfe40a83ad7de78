package dev.meridian.client;

import dev.meridian.json.Json;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.ResultStore;
import dev.meridian.result.TaskRef;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// Completes what the store cannot know by itself: tasks that foreign workers finished without a
/// word to their request, and requests that ran over their deadline (I4). Both are made good by
/// whoever asks.
final class Bookkeeping {
  private final ResultStore results;
  private final InstantSource clock;

  Bookkeeping(ResultStore results, InstantSource clock) {
    this.results = results;
    this.clock = clock;
  }

  Optional<RequestStatus> status(RequestId id) {
    Optional<RequestStatus> status = results.status(id);
    if (status.filter(this::mayBeBehind).isEmpty()) {
      return status;
    }
    return catchUp(status.get().request()) ? results.status(id) : status;
  }

  private boolean mayBeBehind(RequestStatus status) {
    return !status.state().isTerminal() && !status.gone();
  }

  private boolean catchUp(RequestRecord request) {
    Map<TaskId, TaskResult> known = results.findAll(request.taskIds());
    Instant now = clock.instant();
    boolean overdue = now.isAfter(request.deadline());
    boolean changed = false;
    for (TaskId task : request.taskIds()) {
      TaskResult result = known.get(task);
      boolean over = result != null && result.state().isTerminal();
      if (over || overdue) {
        TaskRef ref = new TaskRef(task, request.id(), request.resultTtl());
        results.complete(ref, over && result != null ? result : late(task, request, now));
        changed = true;
      }
    }
    return changed;
  }

  private static TaskResult late(TaskId task, RequestRecord request, Instant now) {
    String message = "not finished by the deadline of the request, " + request.deadline();
    TaskFailure failure = TaskFailure.of(TaskFailure.DEADLINE_EXCEEDED, message);
    return TaskResult.failed(task, failure, Json.object(), now);
  }
}
