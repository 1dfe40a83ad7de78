package dev.meridian.client;

import dev.meridian.InvalidValueException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The wish that there is one unfinished request of a task type with a key at a time. Immutable.
///
/// @param key what makes requests of the type the same: 1 to 200 characters, no control characters
/// @param mode what becomes of the others
/// @param quiet how long a [Mode#DEBOUNCE] waits for others, 1 s to a day; else zero
public record Unique(String key, Mode mode, Duration quiet) {
  /// The most characters of a key.
  public static final int LONGEST_KEY = 200;

  /// The shortest wait.
  public static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  /// The longest wait.
  public static final Duration LONGEST_WAIT = Duration.ofDays(1);

  /// What becomes of requests with the same key.
  public enum Mode {
    /// The new one is not made: the earlier one is the answer.
    DROP,
    /// The earlier one is dismissed once the new one is accepted.
    REPLACE,
    /// The new one starts after a while, unless another one comes before and takes its place.
    DEBOUNCE;

    /// The word for it outside.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The mode of a word.
    ///
    /// @throws InvalidValueException for any other word
    public static Mode of(String word) {
      List<Mode> modes = Arrays.asList(values());
      return modes.stream()
          .filter(mode -> mode.word().equals(word))
          .findFirst()
          .orElseThrow(() ->
              new InvalidValueException(
                  "mode", word, String.join(", ", modes.stream().map(Mode::word).toList())));
    }
  }

  /// Checks the key and the wait.
  public Unique {
    boolean plain = key.chars().noneMatch(Character::isISOControl);
    if (key.isBlank() || key.length() > LONGEST_KEY || !plain) {
      throw new InvalidValueException("key", key, "1.." + LONGEST_KEY + " characters");
    }
    if (mode != Mode.DEBOUNCE && !quiet.isZero()) {
      throw new InvalidValueException("wait", quiet, "none, unless the mode is debounce");
    }
    boolean bounded = quiet.compareTo(SHORTEST_WAIT) >= 0 && quiet.compareTo(LONGEST_WAIT) <= 0;
    if (mode == Mode.DEBOUNCE && !bounded) {
      throw new InvalidValueException("wait", quiet, "1 s to a day");
    }
  }

  /// While an earlier request with the key is not finished, it is the answer.
  public static Unique drop(String key) {
    return new Unique(key, Mode.DROP, Duration.ZERO);
  }

  /// An earlier request with the key that is not finished is dismissed.
  public static Unique replace(String key) {
    return new Unique(key, Mode.REPLACE, Duration.ZERO);
  }

  /// Starts once no other request with the key came for a while; at most ten times as long after
  /// the first one.
  ///
  /// @param quiet 1 s to a day
  public static Unique debounce(String key, Duration quiet) {
    return new Unique(key, Mode.DEBOUNCE, quiet);
  }
}
