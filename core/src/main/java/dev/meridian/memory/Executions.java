package dev.meridian.memory;

import dev.meridian.result.Share;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who shares which execution. Not thread-safe.
final class Executions {
  private final ExpiringMap<TaskId, Shared> all;
  private final List<TaskId> left = new ArrayList<>();

  /// Those who share an execution; it stays when all have left, until it ends.
  private static final class Shared {
    private final Set<RequestId> requests = new LinkedHashSet<>();
    private @Nullable Instant begun;
  }

  /// None yet, and at most `maxEntries` at a time.
  Executions(InstantSource clock, int maxEntries) {
    this.all = ExpiringMap.ofEntries(clock, maxEntries);
  }

  /// Lets a request share an execution that is not over.
  ///
  /// @param until when it is forgotten
  boolean share(Share share, RequestState request, Instant until) {
    Shared shared = all.get(share.execution());
    if (share.first()) {
      shared = new Shared();
    }
    boolean full = shared != null && shared.requests.size() >= Share.MOST;
    boolean open = shared != null && (share.first() || !shared.requests.isEmpty());
    if (shared == null || full || !open || !all.hasRoomFor(shared)) {
      return false;
    }
    shared.requests.add(share.request());
    Instant known = all.expiry(share.execution());
    all.put(share.execution(), shared, known != null && known.isAfter(until) ? known : until);
    request.share(share.execution());
    if (shared.begun != null) {
      request.start(shared.begun);
    }
    return true;
  }

  /// Whether nobody is left of those who shared a task.
  boolean isLeft(TaskId execution) {
    Shared shared = all.get(execution);
    return shared != null && shared.requests.isEmpty();
  }

  /// Notes that a task begins.
  void begin(TaskId execution, Instant now) {
    Shared shared = all.get(execution);
    if (shared != null) {
      shared.begun = now;
    }
  }

  /// Who shares a task.
  List<RequestId> requests(TaskId execution) {
    Shared shared = all.get(execution);
    return shared == null ? List.of() : List.copyOf(shared.requests);
  }

  /// Forgets an execution that is over.
  void end(TaskId execution) {
    all.remove(execution);
  }

  /// Takes a request that ended off what it shares, if it does.
  void leave(RequestState request) {
    TaskId execution = request.shared();
    Shared shared = execution == null ? null : all.get(execution);
    if (shared != null
        && shared.requests.remove(request.request().id())
        && shared.requests.isEmpty()) {
      left.add(Objects.requireNonNull(execution));
    }
  }

  /// The executions that were left by all since the last call.
  List<TaskId> takeLeft() {
    List<TaskId> taken = List.copyOf(left);
    left.clear();
    return taken;
  }
}
