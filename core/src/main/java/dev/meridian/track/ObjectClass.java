package dev.meridian.track;

import dev.meridian.InvalidValueException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an operator says of objects of one kind; null where the standard holds. Immutable.
///
/// @param match patterns of their ids, see [IdPatterns]; at least one
/// @param maxSpeed metres per second above 0; what seems faster is not believed until a second fix
///   agrees
/// @param maxGap the longest time between two fixes that a passage is concluded from
/// @param ttl after how much silence they are lost, more than 0
/// @param exitWhenLost whether they leave their fences then
/// @param skew how far ahead of the clock a fix may be
public record ObjectClass(
    List<String> match,
    @Nullable Double maxSpeed,
    @Nullable Duration maxGap,
    @Nullable Duration ttl,
    @Nullable Boolean exitWhenLost,
    @Nullable Duration skew) {
  /// Checks the patterns.
  public ObjectClass {
    match = IdPatterns.check(match);
    if (match.isEmpty()) {
      throw new InvalidValueException("match", match, "at least one pattern such as bus-*");
    }
  }
}
