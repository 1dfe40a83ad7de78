package dev.meridian.task;

import java.util.Locale;

/// The states of a task and of a request, in the words of OGC API - Processes (statusCode). The
/// first terminal state wins (I3): nothing leaves one.
public enum TaskState {
  /// Recorded and published. A worker moves it to [#RUNNING]; if none comes before the deadline,
  /// whoever asks next moves it to [#FAILED].
  ACCEPTED,
  /// A worker runs an attempt, or waits for the next one. If the worker dies, the broker delivers
  /// the task again and the state stays.
  RUNNING,
  /// The answer is in the store until it expires.
  SUCCESSFUL,
  /// Every permitted attempt failed, the deadline passed, or the message could not be used.
  FAILED,
  /// Cancelled by the client.
  DISMISSED;

  /// Whether nothing can change this state any more.
  public boolean isTerminal() {
    return this == SUCCESSFUL || this == FAILED || this == DISMISSED;
  }

  /// The word in JSON: lower case.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
