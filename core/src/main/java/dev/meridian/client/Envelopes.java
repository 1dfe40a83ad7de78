package dev.meridian.client;

import dev.meridian.json.Json;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestRecord.TaskEntry;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.Envelope.Lineage;
import dev.meridian.wire.Envelope.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the envelopes of tasks.
final class Envelopes {
  /// How long the result of a task without a record is kept: somebody waits for it right now.
  private static final Duration UNRECORDED_TTL = Duration.ofMinutes(1);

  private Envelopes() {}

  static Envelope recorded(
      RequestRecord request, TaskEntry entry, PlannedTask task, @Nullable String replyTo) {
    Times times = times(request.deadline(), request.resultTtl());
    Lineage lineage = lineage(request.id(), request.id().value(), entry.route().region(), replyTo);
    return envelope(entry.id(), request.type(), task, times, lineage);
  }

  static Envelope unrecorded(
      TaskId id, String type, PlannedTask task, Instant deadline, @Nullable String replyTo) {
    Times times = times(deadline, UNRECORDED_TTL);
    return envelope(id, type, task, times, lineage(null, id.value(), null, replyTo));
  }

  private static Times times(Instant deadline, Duration resultTtl) {
    return new Times(null, null, deadline, null, null, resultTtl);
  }

  private static Lineage lineage(
      @Nullable RequestId request, String root, @Nullable String region, @Nullable String replyTo) {
    return new Lineage(request, root, null, null, null, region, replyTo);
  }

  private static Envelope envelope(
      TaskId id, String type, PlannedTask task, Times times, Lineage lineage) {
    return new Envelope(
        id, type, Json.array(), task.inputs(), Json.nullNode(), 0, times, lineage, false, Map.of());
  }
}
