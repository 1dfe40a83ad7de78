package dev.meridian.schedule;

import dev.meridian.InvalidValueException;
import java.util.Locale;

/// Whether a run is made while the request of the run before it is not over.
public enum Overlap {
  /// It is.
  ALLOW,
  /// It is not.
  SKIP;

  /// The policy of a word.
  ///
  /// @throws InvalidValueException if it is none
  public static Overlap of(String word) {
    return switch (word) {
      case "allow" -> ALLOW;
      case "skip" -> SKIP;
      default -> throw new InvalidValueException("overlap", word, "allow or skip");
    };
  }

  /// The word in documents and flags.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
