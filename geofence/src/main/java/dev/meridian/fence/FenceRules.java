package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import dev.meridian.fence.Crossing.Kind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// When an object counts as having entered or left a fence. Immutable.
///
/// @param minInside how long it must be inside before it has entered; zero for at once
/// @param minOutside how long it must be outside before it has left; zero for at once
/// @param exitBuffer how far beyond the edge it must be to have left, in metres; null for the
///   greater of 20 m and a tenth of the fence's equivalent radius
/// @param dwell how long after entering it has dwelled; null for never
/// @param enterAtFirst whether an object first seen inside has entered
/// @param scope which objects it is about
/// @param telling what is told of it
/// @param exclusive which other fences an object is not in at the same time; null for none
public record FenceRules(
    Duration minInside,
    Duration minOutside,
    @Nullable Double exitBuffer,
    @Nullable Duration dwell,
    boolean enterAtFirst,
    Scope scope,
    Telling telling,
    @Nullable Exclusive exclusive) {
  /// At once, with the usual buffer.
  public static final FenceRules STANDARD =
      new FenceRules(Duration.ZERO, Duration.ZERO, null, null, false);

  private static final double LEAST_BUFFER = 20;
  private static final double SHARE_OF_RADIUS = 0.1;

  /// Checks the ranges.
  public FenceRules {
    requireNotNegative("minInside", minInside);
    requireNotNegative("minOutside", minOutside);
    if (exitBuffer != null && !(exitBuffer >= 0 && exitBuffer < Double.POSITIVE_INFINITY)) {
      throw new InvalidValueException("exitBuffer", exitBuffer, "metres, 0 or more");
    }
    if (telling.tellsEach(Kind.OUTSIDE) && scope.objects().isEmpty()) {
      throw new InvalidValueException("kinds", "outside", "the rule objects, too: outside of whom");
    }
    if (dwell != null && (dwell.isNegative() || dwell.isZero())) {
      throw new InvalidValueException("dwell", dwell, "a duration above zero");
    }
  }

  /// Rules for all objects, of which everything is told that needs no rule of its own.
  public FenceRules(
      Duration minInside,
      Duration minOutside,
      @Nullable Double exitBuffer,
      @Nullable Duration dwell,
      boolean enterAtFirst) {
    this(minInside, minOutside, exitBuffer, dwell, enterAtFirst, Scope.ALL, Telling.STANDARD, null);
  }

  /// The groups the fence belongs to, its exclusive one among them.
  List<String> groups() {
    List<String> groups = telling.groups();
    if (exclusive == null || groups.contains(exclusive.group())) {
      return groups;
    }
    return Stream.concat(groups.stream(), Stream.of(exclusive.group())).toList();
  }

  /// The buffer for an outline, in metres.
  public double exitBuffer(Outline outline) {
    return exitBuffer == null ? usual(outline) : exitBuffer;
  }

  private static double usual(Outline outline) {
    return Math.max(LEAST_BUFFER, SHARE_OF_RADIUS * outline.equivalentRadius());
  }

  private static void requireNotNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new InvalidValueException(name, value, "a duration of zero or more");
    }
  }
}
