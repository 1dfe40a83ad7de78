package dev.meridian.memory;

import dev.meridian.node.WorkerDirectory;
import dev.meridian.node.WorkerStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;

/// The embedded directory of workers. Thread-safe.
public final class MemoryWorkerDirectory implements WorkerDirectory {
  private final InstantSource clock;
  private final ExpiringMap<String, WorkerStatus> workers;

  /// An empty directory.
  public MemoryWorkerDirectory(InstantSource clock, int maxWorkers) {
    this.clock = clock;
    this.workers = ExpiringMap.ofEntries(clock, maxWorkers);
  }

  @Override
  public synchronized void heartbeat(WorkerStatus status, Duration ttl) {
    workers.put(status.name(), status, clock.instant().plus(ttl));
  }

  @Override
  public synchronized void leave(String name) {
    workers.remove(name);
  }

  @Override
  public synchronized List<WorkerStatus> workers() {
    return workers.values().stream().sorted(Comparator.comparing(WorkerStatus::name)).toList();
  }
}
