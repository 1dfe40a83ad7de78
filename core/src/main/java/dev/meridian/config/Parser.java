package dev.meridian.config;

import dev.meridian.InvalidValueException;

/// Makes something of one value of the file.
@FunctionalInterface
interface Parser<T> {
  /// What the value means.
  ///
  /// @throws Refusal about this value or one inside it
  /// @throws InvalidValueException about this value, or about the one inside it whose JSON pointer
  ///   is its name
  T parse(Value value);
}
