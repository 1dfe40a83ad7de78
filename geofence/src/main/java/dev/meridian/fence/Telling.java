package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import java.util.List;

/// What is told of a fence, and under which names. Immutable. It changes nothing of where an object
/// is known to be.
///
/// @param groups of fences it belongs to, up to 20 names of 1 to 100 characters
public record Telling(List<String> groups) {
  /// No groups.
  public static final Telling STANDARD = new Telling(List.of());

  private static final int MOST_GROUPS = 20;
  private static final int LONGEST_GROUP = 100;

  /// Checks the bounds.
  public Telling {
    groups = List.copyOf(groups);
    if (groups.size() > MOST_GROUPS) {
      throw new InvalidValueException("groups", groups.size(), "at most " + MOST_GROUPS);
    }
    for (int i = 0; i < groups.size(); i++) {
      String group = groups.get(i);
      if (group.isEmpty() || group.length() > LONGEST_GROUP) {
        throw new InvalidValueException(
            "groups/" + i, group, "1.." + LONGEST_GROUP + " characters");
      }
    }
  }
}
