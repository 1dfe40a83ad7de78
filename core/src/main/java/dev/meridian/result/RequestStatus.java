package dev.meridian.result;

import dev.meridian.task.TaskState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a request stands. Immutable.
///
/// @param request what was recorded; for a tombstone its tasks are still named
/// @param state of the request as a whole
/// @param started when the first attempt began; null before
/// @param finished when it was over; null before
/// @param updated when its state, its parts or its progress last changed
/// @param done how many tasks are over
/// @param failed how many of those did not succeed
/// @param percent 0 to 100: finished tasks and, for a single task, what its handler reported
/// @param message one line for people; empty if there is none
/// @param expires when the results go; null while it is not over
/// @param gone whether the results have gone already and only this tombstone is left
public record RequestStatus(
    RequestRecord request,
    TaskState state,
    @Nullable Instant started,
    @Nullable Instant finished,
    Instant updated,
    int done,
    int failed,
    int percent,
    String message,
    @Nullable Instant expires,
    boolean gone) {
  private static final int COMPLETE = 100;

  /// How many tasks it has.
  public int total() {
    return request.tasks().size();
  }

  /// When it was over.
  public Optional<Instant> finishedIfOver() {
    return Optional.ofNullable(finished);
  }

  /// The same with a line for people.
  public RequestStatus withMessage(String message) {
    return new RequestStatus(
        request, state, started, finished, updated, done, failed, percent, message, expires, gone);
  }

  /// The state that follows from how many tasks are over: until all are, [TaskState#RUNNING] once
  /// one began; then [TaskState#SUCCESSFUL] if at least `minSuccess` of those that decide
  /// succeeded, else [TaskState#FAILED].
  ///
  /// @param good how many of those did
  public static TaskState derive(int total, int done, int good, int minSuccess, boolean started) {
    if (done < total) {
      return started || done > 0 ? TaskState.RUNNING : TaskState.ACCEPTED;
    }
    return good >= minSuccess ? TaskState.SUCCESSFUL : TaskState.FAILED;
  }

  /// The percentage that follows from how many tasks are over; of a single task that is not, what
  /// its handler reported.
  public static int percent(int total, int done, int reported) {
    return total == 1 && done == 0 ? reported : done * COMPLETE / total;
  }
}
