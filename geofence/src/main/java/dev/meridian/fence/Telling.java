package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is told of a fence, when, and under which names. Immutable. It changes nothing of where an
/// object is known to be.
///
/// @param groups of fences it belongs to, up to 20 names of 1 to 100 characters
/// @param kinds what is told; null for all but [Kind#INSIDE] and [Kind#OUTSIDE] at each fix, which
///   are told only where they are named
/// @param windows when; null for always
/// @param approach when an object approaches; null for never
/// @param level how long after one [Kind#INSIDE] or [Kind#OUTSIDE] the next may follow
public record Telling(
    List<String> groups,
    @Nullable Set<Kind> kinds,
    @Nullable Windows windows,
    @Nullable Approach approach,
    Duration level) {
  /// Everything but approaches, at all times, no groups; 10 s.
  public static final Telling STANDARD =
      new Telling(List.of(), null, null, null, Duration.ofSeconds(10));

  private static final int MOST_GROUPS = 20;
  private static final int LONGEST_GROUP = 100;

  /// Checks the bounds.
  public Telling {
    groups = List.copyOf(groups);
    kinds = kinds == null ? null : Set.copyOf(kinds);
    if (groups.size() > MOST_GROUPS) {
      throw new InvalidValueException("groups", groups.size(), "at most " + MOST_GROUPS);
    }
    for (int i = 0; i < groups.size(); i++) {
      requireGroup("groups/" + i, groups.get(i));
    }
    if (kinds != null && kinds.contains(Kind.APPROACH) && approach == null) {
      throw new InvalidValueException("kinds", "approach", "the rule approach, too");
    }
    if (level.isNegative()) {
      throw new InvalidValueException("level", level, "a duration of zero or more");
    }
  }

  static void requireGroup(String name, String group) {
    if (group.isEmpty() || group.length() > LONGEST_GROUP) {
      throw new InvalidValueException(name, group, "1.." + LONGEST_GROUP + " characters");
    }
  }

  /// Whether a window is open, or there are none.
  boolean isOpen(Instant time) {
    return windows == null || windows.isOpen(time);
  }

  /// Whether that is told, if it is certain at that time.
  boolean tells(Kind kind, Cause cause, Instant confirmed) {
    boolean isWindow = cause == Cause.WINDOW_OPENED || cause == Cause.WINDOW_CLOSED;
    return (kinds == null || kinds.contains(kind)) && (isWindow || isOpen(confirmed));
  }

  /// Whether `INSIDE` or `OUTSIDE` is told at each fix.
  boolean tellsEach(Kind kind) {
    return kinds != null && kinds.contains(kind);
  }

  /// When next a window opens or closes, of which objects inside are told; null if never.
  @Nullable Instant nextChange(Instant after) {
    boolean isTold = kinds == null || kinds.contains(Kind.INSIDE) || kinds.contains(Kind.OUTSIDE);
    return windows == null || !isTold ? null : windows.nextChange(after);
  }
}
