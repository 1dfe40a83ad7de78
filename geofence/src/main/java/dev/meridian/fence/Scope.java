package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which objects a fence is about, and between which altitudes it lies. Immutable.
///
/// @param objects up to 20 patterns of 1 to 128 characters, of which an object's id must match one:
///   `*` stands for any characters, `?` for one; none for all objects
/// @param floor metres below which an object is outside; null for none
/// @param ceiling metres above which an object is outside, above the floor; null for none
public record Scope(List<String> objects, @Nullable Double floor, @Nullable Double ceiling) {
  /// All objects at all altitudes.
  public static final Scope ALL = new Scope(List.of(), null, null);

  private static final int MOST_PATTERNS = 20;
  private static final int LONGEST_PATTERN = 128;
  private static final double MOST_METRES = 1e6;

  /// Checks the bounds.
  public Scope {
    objects = List.copyOf(objects);
    if (objects.size() > MOST_PATTERNS) {
      throw new InvalidValueException("objects", objects.size(), "at most " + MOST_PATTERNS);
    }
    for (int i = 0; i < objects.size(); i++) {
      int length = objects.get(i).length();
      if (length == 0 || length > LONGEST_PATTERN) {
        throw new InvalidValueException(
            "objects/" + i, objects.get(i), "1.." + LONGEST_PATTERN + " characters");
      }
    }
    requireMetres("floor", floor);
    requireMetres("ceiling", ceiling);
    if (floor != null && ceiling != null && floor >= ceiling) {
      throw new InvalidValueException("ceiling", ceiling, "above the floor, " + floor);
    }
  }

  /// Whether the fence is about an object.
  boolean concerns(String object) {
    return objects.isEmpty() || objects.stream().anyMatch(pattern -> matches(pattern, object));
  }

  /// Whether it has a floor or a ceiling.
  boolean isBounded() {
    return floor != null || ceiling != null;
  }

  /// Whether an altitude is in between; one that is not known is.
  boolean reaches(@Nullable Double altitude) {
    return altitude == null || overlaps(altitude, altitude);
  }

  /// Whether some altitude from `low` to `high` is in between.
  boolean overlaps(double low, double high) {
    return (floor == null || high >= floor) && (ceiling == null || low <= ceiling);
  }

  /// Goes back to the last star only, so takes at most the product of the lengths.
  private static boolean matches(String pattern, String text) {
    int p = 0;
    int star = -1;
    int from = 0;
    for (int t = 0; t < text.length(); ) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        from = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++from;
      } else {
        return false;
      }
    }
    return pattern.substring(p).chars().allMatch(c -> c == '*');
  }

  private static void requireMetres(String name, @Nullable Double value) {
    if (value != null && !(Math.abs(value) <= MOST_METRES)) {
      throw new InvalidValueException(name, value, "metres, -1e6..1e6");
    }
  }
}
