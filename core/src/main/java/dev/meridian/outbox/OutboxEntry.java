package dev.meridian.outbox;

import dev.meridian.broker.Publication;
import dev.meridian.route.QueueName;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// One task's message that waits for its region's broker. Immutable by agreement, as its message
/// is. Times are whole milliseconds.
///
/// @param sequence its place among all entries, from 1; 0 until it is appended
/// @param task whose message it is
/// @param request the task is part of
/// @param region whose broker it waits for
/// @param queue it is to be published to
/// @param message as it is to be published, sealed already
/// @param eta not to be delivered before; null for at once
/// @param deadline after which nobody waits for it
/// @param created when it was appended
public record OutboxEntry(
    long sequence,
    TaskId task,
    RequestId request,
    String region,
    QueueName queue,
    Message message,
    @Nullable Instant eta,
    Instant deadline,
    Instant created) {
  /// Roughly what an entry costs besides its body, so that many small ones are bounded too.
  private static final int REST = 1_000;

  /// Cuts the times.
  public OutboxEntry {
    eta = eta == null ? null : eta.truncatedTo(ChronoUnit.MILLIS);
    deadline = deadline.truncatedTo(ChronoUnit.MILLIS);
    created = created.truncatedTo(ChronoUnit.MILLIS);
  }

  /// The same in its place.
  public OutboxEntry at(long sequence) {
    return new OutboxEntry(sequence, task, request, region, queue, message, eta, deadline, created);
  }

  /// How many bytes it counts for: its body and a flat 1,000.
  public long bytes() {
    return (long) message.body().length + REST;
  }

  /// What to publish now, with the delay that is left.
  public Publication publication(Instant now) {
    Instant due = eta;
    Duration delay = due == null || !due.isAfter(now) ? Duration.ZERO : Duration.between(now, due);
    return new Publication(queue, message, delay);
  }
}
