package dev.meridian.worker;

import dev.meridian.result.TaskRef;
import dev.meridian.wire.Envelope;
import java.time.Duration;

/// What the store is told of tasks.
final class TaskRefs {
  private TaskRefs() {}

  /// The task of an envelope.
  ///
  /// @param foreignTtl how long the result of one is kept that names no time
  static TaskRef of(Envelope envelope, Duration foreignTtl) {
    Duration ttl = envelope.times().resultTtl();
    return new TaskRef(
        envelope.id(),
        envelope.lineage().request(),
        ttl != null ? ttl : foreignTtl,
        envelope.lineage().replyTo());
  }
}
