package dev.meridian.worker;

/// Why a running attempt was asked to stop.
enum StopReason {
  /// Its request was cancelled: the store has the final word already.
  CANCELLED,
  /// It was revoked, and told to end.
  REVOKED,
  /// It ran over its soft limit.
  SOFT_LIMIT,
  /// It ran over its hard limit and was given up: its outcome no longer counts.
  HARD_LIMIT,
  /// Its worker stops and hands the task back.
  DRAINED
}
