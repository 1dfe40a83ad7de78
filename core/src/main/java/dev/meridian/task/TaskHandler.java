package dev.meridian.task;

/// The user's function for one task type. Called on a virtual thread of its own, concurrently for
/// different tasks; it may block. At-least-once: a task whose worker died runs again.
@FunctionalInterface
public interface TaskHandler<I, O> {
  /// Does the work of one attempt.
  ///
  /// @throws TaskException to say what failed and whether trying again makes sense
  /// @throws InterruptedException when the attempt was cancelled or ran over its time
  /// @throws Exception anything else counts as a failure that may be tried again
  O run(I input, Attempt attempt) throws Exception;
}
