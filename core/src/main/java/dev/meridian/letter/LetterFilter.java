package dev.meridian.letter;

import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which dead letters are meant; null stands for any.
///
/// @param region whose queue it was in
/// @param type the name of its task type
/// @param reason what the reason contains, whatever the case
/// @param since died at or after
/// @param until died at or before
/// @param request it was part of
/// @param task that died
public record LetterFilter(
    @Nullable String region,
    @Nullable String type,
    @Nullable String reason,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable RequestId request,
    @Nullable TaskId task) {
  /// Every letter.
  public static final LetterFilter ALL = new LetterFilter(null, null, null, null, null, null, null);

  /// Whether a letter is meant.
  public boolean accepts(LetterHead head) {
    return matches(region, head.region())
        && matches(type, head.type())
        && matches(request, head.request())
        && matches(task, head.task())
        && (since == null || !head.died().isBefore(since))
        && (until == null || !head.died().isAfter(until))
        && (reason == null || lower(head.reason()).contains(lower(reason)));
  }

  private static boolean matches(@Nullable Object wanted, @Nullable Object found) {
    return wanted == null || Objects.equals(wanted, found);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
