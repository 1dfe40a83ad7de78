package dev.meridian.track;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.LonLat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One fix of a moving object, as the object or its tracker says it. Immutable by agreement: nobody
/// changes the attributes.
///
/// @param object its id, 1 to [#LONGEST_ID] printable characters
/// @param time of the fix, not of its arrival
/// @param at where
/// @param accuracy metres round it that the object is within; 0 if it says nothing
/// @param seq counts what the object sends; of two fixes of one time the greater counts; 0 if it
///   does not count
/// @param motion what the object says of its movement
/// @param attributes whatever else it says, handed on as it is; empty if nothing
public record Position(
    String object,
    Instant time,
    LonLat at,
    double accuracy,
    long seq,
    Motion motion,
    ObjectNode attributes) {
  /// The most characters of an object's id.
  public static final int LONGEST_ID = 128;

  /// What an object says of its movement; null for what it does not say.
  ///
  /// @param speed metres per second, 0 or more
  /// @param heading degrees clockwise from north, 0 to 360
  /// @param altitude metres above the ellipsoid
  public record Motion(
      @Nullable Double speed, @Nullable Double heading, @Nullable Double altitude) {
    /// It says nothing.
    public static final Motion UNKNOWN = new Motion(null, null, null);

    /// Checks the ranges.
    public Motion {
      if (speed != null && !(speed >= 0 && speed < Double.POSITIVE_INFINITY)) {
        throw new InvalidValueException("speed", speed, "metres per second, 0 or more");
      }
      if (heading != null && !(heading >= 0 && heading <= 360)) {
        throw new InvalidValueException("heading", heading, "0..360 degrees from north");
      }
      if (altitude != null && !(Math.abs(altitude) <= 1e6)) {
        throw new InvalidValueException("altitude", altitude, "metres, -1e6..1e6");
      }
    }
  }

  /// Checks the id and the accuracy.
  public Position {
    checkId(object);
    if (!(accuracy >= 0 && accuracy < Double.POSITIVE_INFINITY)) {
      throw new InvalidValueException("accuracy", accuracy, "metres, 0 or more");
    }
  }

  /// Returns `id` if it can name an object.
  public static String checkId(String id) {
    boolean isPrintable = id.codePoints().allMatch(Position::isPrintable);
    boolean isPath = id.equals(".") || id.equals("..");
    if (id.isEmpty() || id.length() > LONGEST_ID || !isPrintable || isPath) {
      throw new InvalidValueException(
          "object", id, "1.." + LONGEST_ID + " printable characters without spaces, not . or ..");
    }
    return id;
  }

  /// Half of a pair of surrogates is none: UTF-8 cannot write it. Marks that change the direction
  /// of what follows are none either.
  private static boolean isPrintable(int c) {
    boolean isHalf = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return (c > ' ' && c < 0x7f)
        || (c > 0xa0 && !isHalf && Character.getType(c) != Character.FORMAT);
  }
}
