package dev.meridian.action;

/// What became of an action.
enum Outcome {
  /// Accepted: it will run.
  DONE,
  /// Not accepted now; to be tried again.
  AGAIN,
  /// It cannot be done as it is.
  WRONG
}
