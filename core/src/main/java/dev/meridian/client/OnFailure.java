package dev.meridian.client;

import dev.meridian.InvalidValueException;

/// When a canvas that ends in a group counts as failed. A chain or a chord has one end, for which
/// all three are the same: it fails if that does.
public sealed interface OnFailure {
  /// As soon as one member fails; nobody waits for the others.
  record Fail() implements OnFailure {}

  /// If all members fail; the values of those that did are null.
  record Collect() implements OnFailure {}

  /// If fewer than so many succeed, as soon as that is certain; the values of those that failed are
  /// null.
  ///
  /// @param succeed at least 1
  record Need(int succeed) implements OnFailure {
    /// Checks the range.
    public Need {
      if (succeed < 1) {
        throw new InvalidValueException("succeed", succeed, "at least 1");
      }
    }
  }

  /// How many of so many have to succeed.
  default int least(int ends) {
    return switch (this) {
      case Fail() -> ends;
      case Collect() -> 1;
      case Need(int succeed) -> Math.min(succeed, ends);
    };
  }
}
