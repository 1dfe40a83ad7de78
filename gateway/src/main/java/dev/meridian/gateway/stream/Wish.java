package dev.meridian.gateway.stream;

import dev.meridian.InvalidValueException;
import org.jspecify.annotations.Nullable;

/// What a subscription is for. Immutable.
///
/// @param filter what must fit
/// @param crossings whether it wants crossings
/// @param positions whether it wants positions
/// @param cursor after which the crossings begin, null for now
public record Wish(Filter filter, boolean crossings, boolean positions, @Nullable Cursor cursor) {
  /// Checks that it wants something.
  public Wish {
    if (!crossings && !positions) {
      throw new InvalidValueException("crossings", false, "true, or positions");
    }
    if (!crossings && cursor != null) {
      throw new InvalidValueException("cursor", cursor, "none without crossings");
    }
  }
}
