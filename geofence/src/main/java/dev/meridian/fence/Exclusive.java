package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// That an object is in at most one fence of a group at a time: of those it is inside of, in that
/// of the highest priority, then the smallest, then the one whose id comes first. Immutable.
///
/// @param group its name, 1 to 100 characters
/// @param priority of the fence, -1e9 to 1e9
public record Exclusive(String group, double priority) {
  private static final double MOST = 1e9;

  /// The fence that comes first is the least. Sizes are compared to seven digits, so that fences of
  /// one shape are of one size wherever their outlines begin.
  static final Comparator<Fence> FIRST =
      Comparator.comparingDouble(Exclusive::priorityOf)
          .reversed()
          .thenComparingDouble(fence -> (float) fence.outline().squareMetres())
          .thenComparing(Fence::id);

  /// Checks the bounds.
  public Exclusive {
    Telling.requireGroup("exclusive", group);
    if (!(Math.abs(priority) <= MOST)) {
      throw new InvalidValueException("priority", priority, "a number, -1e9..1e9");
    }
    priority += 0.0; // makes 0 of -0, which would come after it
  }

  /// The exclusive group of a fence; null if it has none.
  static @Nullable String group(Fence fence) {
    Exclusive exclusive = fence.rules().exclusive();
    return exclusive == null ? null : exclusive.group;
  }

  private static double priorityOf(Fence fence) {
    Exclusive exclusive = fence.rules().exclusive();
    return exclusive == null ? 0 : exclusive.priority;
  }
}
