package dev.meridian.schedule;

import dev.meridian.InvalidValueException;
import java.time.Duration;
import java.util.Locale;

/// What becomes of runs that were missed because no gateway was there. A run counts as missed once
/// it is more than [#FRESH] late; until then it is made by all policies.
public enum CatchUp {
  /// They are not made.
  SKIP,
  /// The newest of them is made, unless a fresh one is.
  ONCE,
  /// All of them are made, oldest first; of more than [#MOST], the newest.
  ALL;

  /// How late a run may be and still is not missed.
  public static final Duration FRESH = Duration.ofSeconds(30);

  /// The most runs that are made up for at a time.
  public static final int MOST = 100;

  private static final Duration STUBBORN = Duration.ofDays(1);
  private static final Duration PATIENT = Duration.ofMinutes(10);

  /// The policy of a word.
  ///
  /// @throws InvalidValueException if it is none
  public static CatchUp of(String word) {
    return switch (word) {
      case "skip" -> SKIP;
      case "once" -> ONCE;
      case "all" -> ALL;
      default -> throw new InvalidValueException("catchUp", word, "skip, once or all");
    };
  }

  /// The word in documents and flags.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// How long to try to make the request of a run that is claimed but that no region takes.
  public Duration patience() {
    return this == SKIP ? PATIENT : STUBBORN;
  }
}
