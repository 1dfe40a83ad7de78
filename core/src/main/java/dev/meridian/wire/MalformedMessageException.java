package dev.meridian.wire;

import dev.meridian.MeridianException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A message that is not a task anybody can run. It goes to the dead letters with this reason.
public final class MalformedMessageException extends MeridianException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String taskId;

  /// What is wrong, in the grammar of [dev.meridian.InvalidValueException], and the task's id if it
  /// could be read.
  public MalformedMessageException(String reason, @Nullable String taskId) {
    super(reason);
    this.taskId = taskId;
  }

  /// The task's id if it could be read, so that whoever waits can be told.
  public Optional<String> taskId() {
    return Optional.ofNullable(taskId);
  }
}
