package dev.meridian.client;

import dev.meridian.client.Submission.Conditions;
import dev.meridian.json.Json;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestRecord.TaskEntry;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.task.TimeLimits;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.Envelope.Lineage;
import dev.meridian.wire.Envelope.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// Makes the envelopes of tasks.
final class Envelopes {
  /// How long the result of a task without a record is kept: somebody waits for it right now.
  private static final Duration UNRECORDED_TTL = Duration.ofMinutes(1);

  private Envelopes() {}

  /// The envelope of a task of a recorded request.
  static Envelope recorded(
      Submission submission, int place, RequestRecord request, @Nullable String replyTo) {
    TaskEntry entry = request.tasks().get(place);
    Times times = times(submission, request.deadline(), request.resultTtl());
    Lineage lineage = lineage(request.id(), request.id().value(), entry.route().region(), replyTo);
    return envelope(entry.id(), submission, place, times, lineage);
  }

  /// The envelope of a task without a record.
  static Envelope unrecorded(
      Submission submission, int place, TaskId id, Instant deadline, @Nullable String replyTo) {
    Times times = times(submission, deadline, UNRECORDED_TTL);
    return envelope(id, submission, place, times, lineage(null, id.value(), null, replyTo));
  }

  /// The envelope of an execution that requests share, the first of which is this one.
  static Envelope shared(Submission submission, TaskId id, RequestRecord first, Instant deadline) {
    String region = first.tasks().getFirst().route().region();
    Times times = times(submission, deadline, UNRECORDED_TTL);
    Envelope plain =
        envelope(id, submission, 0, times, lineage(null, first.id().value(), region, null));
    return plain.withHeader(Envelope.SHARED, 1);
  }

  private static Times times(Submission submission, Instant deadline, Duration resultTtl) {
    Conditions conditions = submission.conditions();
    TimeLimits limits = conditions.limits();
    return new Times(
        conditions.eta(),
        conditions.expires(),
        deadline,
        limits == null ? null : limits.soft(),
        limits == null ? null : limits.hard(),
        resultTtl);
  }

  private static Lineage lineage(
      @Nullable RequestId request, String root, @Nullable String region, @Nullable String replyTo) {
    return new Lineage(request, root, null, null, null, region, replyTo);
  }

  private static Envelope envelope(
      TaskId id, Submission submission, int place, Times times, Lineage lineage) {
    return new Envelope(
        id,
        submission.type(),
        Json.array(),
        submission.tasks().get(place).inputs(),
        Json.nullNode(),
        0,
        times,
        lineage,
        submission.conditions().ignoreResult(),
        new LinkedHashMap<>(submission.conditions().headers()));
  }
}
