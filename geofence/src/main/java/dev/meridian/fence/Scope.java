package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import dev.meridian.track.IdPatterns;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which objects a fence is about, and between which altitudes it lies. Immutable.
///
/// @param objects patterns, of which an object's id must match one, see [IdPatterns]; none for all
///   objects
/// @param floor metres below which an object is outside; null for none
/// @param ceiling metres above which an object is outside, above the floor; null for none
public record Scope(List<String> objects, @Nullable Double floor, @Nullable Double ceiling) {
  /// All objects at all altitudes.
  public static final Scope ALL = new Scope(List.of(), null, null);

  private static final double MOST_METRES = 1e6;

  /// Checks the bounds.
  public Scope {
    try {
      objects = IdPatterns.check(objects);
    } catch (InvalidValueException e) {
      throw e.under("objects");
    }
    requireMetres("floor", floor);
    requireMetres("ceiling", ceiling);
    if (floor != null && ceiling != null && floor >= ceiling) {
      throw new InvalidValueException("ceiling", ceiling, "above the floor, " + floor);
    }
  }

  /// Whether the fence is about an object.
  boolean concerns(String object) {
    return objects.isEmpty() || IdPatterns.anyMatches(objects, object);
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

  private static void requireMetres(String name, @Nullable Double value) {
    if (value != null && !(Math.abs(value) <= MOST_METRES)) {
      throw new InvalidValueException(name, value, "metres, -1e6..1e6");
    }
  }
}
