package dev.meridian.task;

import dev.meridian.InvalidValueException;

/// The id of one task. Meridian makes UUIDs of version 7 (see [IdSource]); a foreign client may
/// send any other printable text of up to 200 characters, as Celery allows.
public record TaskId(String value) implements Comparable<TaskId> {
  static final int MAX_LENGTH = 200;

  /// Checks the text: 1 to 200 printable ASCII characters without spaces.
  public TaskId {
    check("task id", value);
  }

  static void check(String name, String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH || !printable(value)) {
      throw new InvalidValueException(name, value, "1..200 printable characters without spaces");
    }
  }

  private static boolean printable(String value) {
    return value.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  @Override
  public int compareTo(TaskId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
