package dev.meridian.memory;

import dev.meridian.result.Listening;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One who waits, as the store sees it. Holds at most one result per task.
final class MemoryListening implements Listening {
  private final ResultTables tables;
  private final Set<TaskId> tasks;
  private final Set<TaskId> pending;
  private final BlockingQueue<TaskResult> heard = new LinkedBlockingQueue<>();
  private int left;

  MemoryListening(ResultTables tables, Collection<TaskId> tasks) {
    this.tables = tables;
    this.tasks = Set.copyOf(tasks);
    this.pending = new HashSet<>(tasks);
    this.left = pending.size();
  }

  /// The tasks it was asked to wait for.
  Set<TaskId> tasks() {
    return tasks;
  }

  /// Takes note of an end, once per task. Called under the tables' lock.
  void hear(TaskResult result) {
    if (pending.remove(result.id())) {
      heard.add(result);
    }
  }

  @Override
  public Optional<TaskResult> next(Duration timeout) throws InterruptedException {
    if (left == 0) {
      return Optional.empty();
    }
    TaskResult result = heard.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    if (result != null) {
      left--;
    }
    return Optional.ofNullable(result);
  }

  @Override
  public void close() {
    tables.forget(this);
  }
}
