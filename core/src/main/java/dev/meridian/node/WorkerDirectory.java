package dev.meridian.node;

import java.time.Duration;
import java.util.List;

/// Where workers say that they are alive. Thread-safe; blocks. Throws
/// [dev.meridian.result.StoreException] if it cannot be reached. Run the contract suite
/// `WorkerDirectoryContract` against every implementation.
public interface WorkerDirectory {
  /// Notes a heartbeat, good for `ttl`.
  void heartbeat(WorkerStatus status, Duration ttl);

  /// Forgets a worker that stopped.
  void leave(String name);

  /// The workers whose last heartbeat is still good, by name.
  List<WorkerStatus> workers();
}
