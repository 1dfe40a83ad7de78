package dev.meridian.schedule;

import java.time.Instant;
import java.util.Locale;

/// One time a schedule was due, and what came of it. Immutable.
///
/// @param due when it was due; when it was asked for, if somebody asked
/// @param at when that was decided
/// @param outcome what came of it
/// @param detail one line for people; empty if there is nothing to say
public record ScheduleRun(Instant due, Instant at, Outcome outcome, String detail) {
  /// What came of a run.
  public enum Outcome {
    /// A gateway claimed it and is about to make its request.
    CLAIMED,
    /// Its request was made.
    MADE,
    /// It was not made: the request before it was not over, or too many runs wait.
    SKIPPED,
    /// It was not made: no gateway was there in time.
    MISSED,
    /// Its request was refused, or no region took it for too long.
    FAILED;

    /// The outcome of a word.
    public static Outcome of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /// The word in documents.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
