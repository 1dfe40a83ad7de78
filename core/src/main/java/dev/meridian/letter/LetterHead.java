package dev.meridian.letter;

import dev.meridian.route.QueueName;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// What is told of a dead letter: all but its message.
///
/// @param id of the letter, 32 hexadecimal digits derived from the message and its queue: the same
///   message buried twice is one letter
/// @param task that died; null if the message does not say
/// @param type the name of its task type; null if the message does not say
/// @param request it was part of; null for a task nobody recorded
/// @param region whose queue it was in; empty if the queue is none of a region
/// @param queue it was in
/// @param reason one line for people
/// @param attempts made in vain, as far as is known; 0 if none was begun
/// @param died when it was given up, in whole milliseconds
public record LetterHead(
    String id,
    @Nullable TaskId task,
    @Nullable String type,
    @Nullable RequestId request,
    String region,
    QueueName queue,
    String reason,
    int attempts,
    Instant died) {
  /// The order in which letters are listed: those that died last first.
  public static final Comparator<LetterHead> NEWEST_FIRST =
      Comparator.comparing(LetterHead::died).thenComparing(LetterHead::id).reversed();

  /// Cuts the time to whole milliseconds.
  public LetterHead {
    died = died.truncatedTo(ChronoUnit.MILLIS);
  }
}
