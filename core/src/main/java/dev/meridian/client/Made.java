package dev.meridian.client;

import dev.meridian.result.Listening;
import dev.meridian.result.RequestRecord;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What answers a submission, and who listens for its end.
///
/// @param request what was recorded
/// @param listening since before it was published; nobody to an earlier one
/// @param earlier whether another submission made it
/// @param execution that others can share; null for none
record Made(
    RequestRecord request, Listening listening, boolean earlier, @Nullable TaskId execution) {
  /// Hears nothing.
  static final Listening NOBODY =
      new Listening() {
        @Override
        public Optional<TaskResult> next(Duration timeout) {
          return Optional.empty();
        }

        @Override
        public void close() {}
      };

  /// One that another submission made.
  static Made before(RequestRecord request) {
    return new Made(request, NOBODY, true, null);
  }

  Accepted accepted() {
    return new Accepted(request, earlier);
  }
}
