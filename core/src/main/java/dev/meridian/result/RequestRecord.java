package dev.meridian.result;

import dev.meridian.InvalidValueException;
import dev.meridian.route.Route;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is recorded of a request before anything is published (I1). Immutable.
///
/// @param id the request
/// @param type the name of the task type
/// @param created when it was accepted
/// @param deadline when its unfinished tasks fail
/// @param resultTtl how long results are kept, counted from the last write
/// @param tombstoneTtl how long after that one can still learn that the request existed
/// @param minSuccess how many of the tasks that decide must succeed for the request to be
///   successful, at least 1
/// @param tasks its tasks in the client's order, 1 to [#MAX_TASKS]; those in its shape come last
/// @param shape of its value, whose tasks decide; null if all tasks do and have a part of it each
public record RequestRecord(
    RequestId id,
    String type,
    Instant created,
    Instant deadline,
    Duration resultTtl,
    Duration tombstoneTtl,
    int minSuccess,
    List<TaskEntry> tasks,
    @Nullable Shape shape) {
  /// The most tasks of one request.
  public static final int MAX_TASKS = 10_000;

  /// One task of the request.
  ///
  /// @param id the task
  /// @param label what the client called it: the source's name, else the task's number from 0
  /// @param route where it was sent and why
  /// @param shared whether nothing was sent for it, as it shares an earlier execution
  public record TaskEntry(TaskId id, String label, Route route, boolean shared) {
    /// A task that was sent.
    public TaskEntry(TaskId id, String label, Route route) {
      this(id, label, route, false);
    }

    /// The same task, sharing an earlier execution.
    public TaskEntry sharing() {
      return new TaskEntry(id, label, route, true);
    }
  }

  /// Checks the bounds.
  public RequestRecord {
    tasks = List.copyOf(tasks);
    if (tasks.isEmpty() || tasks.size() > MAX_TASKS) {
      throw new InvalidValueException("tasks", tasks.size(), "1.." + MAX_TASKS);
    }
    int deciding = deciding(tasks, shape);
    if (minSuccess < 1 || minSuccess > deciding) {
      throw new InvalidValueException("minSuccess", minSuccess, "1.." + deciding);
    }
  }

  /// A request all of whose tasks decide.
  public RequestRecord(
      RequestId id,
      String type,
      Instant created,
      Instant deadline,
      Duration resultTtl,
      Duration tombstoneTtl,
      int minSuccess,
      List<TaskEntry> tasks) {
    this(id, type, created, deadline, resultTtl, tombstoneTtl, minSuccess, tasks, null);
  }

  /// How many tasks, the last ones, decide whether the request is successful.
  public int deciding() {
    return deciding(tasks, shape);
  }

  private static int deciding(List<TaskEntry> tasks, @Nullable Shape shape) {
    return shape == null ? tasks.size() : shape.tasks().size();
  }

  /// The same request with other tasks.
  public RequestRecord with(List<TaskEntry> tasks) {
    return new RequestRecord(
        id, type, created, deadline, resultTtl, tombstoneTtl, minSuccess, tasks, shape);
  }

  /// The ids of its tasks, in order.
  public List<TaskId> taskIds() {
    return tasks.stream().map(TaskEntry::id).toList();
  }
}
