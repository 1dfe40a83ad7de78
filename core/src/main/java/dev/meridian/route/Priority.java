package dev.meridian.route;

import dev.meridian.InvalidValueException;
import java.util.Locale;

/// The priority classes, each a queue of its own in every region.
public enum Priority {
  /// Before all others.
  HIGH,
  /// The default.
  NORMAL,
  /// After all others.
  LOW;

  /// The word in JSON.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The class of a word, in any case.
  public static Priority of(String word) {
    for (Priority priority : values()) {
      if (priority.word().equals(word.toLowerCase(Locale.ROOT))) {
        return priority;
      }
    }
    throw new InvalidValueException("priority", word, "high, normal or low");
  }
}
