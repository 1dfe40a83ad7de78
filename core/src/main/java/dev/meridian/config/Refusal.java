package dev.meridian.config;

import dev.meridian.MeridianException;

/// Ends the parsing of a value that cannot be taken; becomes a complaint.
final class Refusal extends MeridianException {
  private static final long serialVersionUID = 1L;

  private final transient Value value;
  private final String expected;

  Refusal(Value value, String expected) {
    super(expected);
    this.value = value;
    this.expected = expected;
  }

  Value value() {
    return value;
  }

  String expected() {
    return expected;
  }
}
