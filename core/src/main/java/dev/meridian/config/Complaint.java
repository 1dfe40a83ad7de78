package dev.meridian.config;

import dev.meridian.InvalidValueException;

/// What is wrong with one place of a file. Holds no secrets: variables are shown by name, user and
/// password of a URL masked.
///
/// @param file its name
/// @param line counted from 1; 0 if the whole file is meant
/// @param column counted from 1; 0 if the whole file is meant
/// @param field its path, for example `regions[1].fallback[0]`
/// @param value what stands there
/// @param expected what would have been accepted
public record Complaint(
    String file, int line, int column, String field, String value, String expected) {
  /// One line: `regions.yaml:12:5: field: value (expected: constraint)`.
  @Override
  public String toString() {
    String where = line == 0 ? file : file + ":" + line + ":" + column;
    return where + ": " + new InvalidValueException(field, value, expected).getMessage();
  }
}
