package dev.meridian.letter;

import dev.meridian.InvalidValueException;
import java.time.Duration;

/// How much is kept of the dead (I5).
///
/// @param most letters, 0 to 1,000,000; the oldest goes first; 0 keeps none
/// @param ttl how long a letter is kept, 1 s to 365 days
public record LetterBounds(int most, Duration ttl) {
  private static final int LIMIT = 1_000_000;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(365);

  /// 100,000 letters, 14 days.
  public static final LetterBounds STANDARD = new LetterBounds(100_000, Duration.ofDays(14));

  /// Checks both ranges.
  public LetterBounds {
    if (most < 0 || most > LIMIT) {
      throw new InvalidValueException("dead letters", most, "0.." + LIMIT);
    }
    if (ttl.compareTo(SHORTEST) < 0 || ttl.compareTo(LONGEST) > 0) {
      throw new InvalidValueException("dead letter ttl", ttl, "1 s to 365 days");
    }
  }

  /// Whether anything is kept at all.
  public boolean keepAny() {
    return most > 0;
  }
}
