package dev.meridian.fence;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// That an object entered or left a fence, passed through it or stayed in it; or was lost. Says
/// why.
///
/// @param kind what happened
/// @param fence the fence and its version; null of `LOST`
/// @param visit counts the visits of the object to any fence, from 1; 0 of what is no visit
/// @param cause what made it happen
/// @param from when: interpolated between the fixes; when a passage or a stay began
/// @param confirmed when that was certain: the time of the fix or the edit, or when the stay was
///   long enough; of `CROSS`, when the passage ended
/// @param late whether it is of a fix older than the last one, and changed no state
/// @param evidence the fixes it is concluded from
public record Crossing(
    Kind kind,
    @Nullable Fence fence,
    long visit,
    Cause cause,
    Instant from,
    Instant confirmed,
    boolean late,
    Evidence evidence) {
  /// What happened.
  public enum Kind {
    /// It is inside and was outside.
    ENTER,
    /// It is outside and was inside.
    EXIT,
    /// It was outside at two fixes, and inside between them.
    CROSS,
    /// It has been inside for the time its rules name.
    DWELL,
    /// It comes nearer, and is as near as its rules name.
    APPROACH,
    /// It is inside: told at a fix, or when a window opens.
    INSIDE,
    /// It is outside: told at a fix; or a window closes while it is inside.
    OUTSIDE,
    /// Nothing was heard of it for too long.
    LOST
  }

  /// What made it happen.
  public enum Cause {
    /// The object moved.
    MOVED,
    /// The fence has another outline or other rules.
    FENCE_EDITED,
    /// The fence is no more.
    FENCE_REMOVED,
    /// Nothing was heard of the object for too long.
    OBJECT_LOST,
    /// Time passed.
    TIME_PASSED,
    /// A window of the fence opened.
    WINDOW_OPENED,
    /// A window of the fence closed.
    WINDOW_CLOSED,
    /// Another fence of its exclusive group that the object is inside of comes first now, or no
    /// longer does.
    OVERLAP
  }

  /// What a crossing is concluded from.
  ///
  /// @param before the last fix before; null if there was none
  /// @param after the fix that shows it
  /// @param edge metres in plan from that fix to the edge of the fence; infinity if that is far,
  ///   NaN where it was not asked
  /// @param eta of `APPROACH`, the time to the edge if it goes on like this; else null
  public record Evidence(@Nullable Fix before, Fix after, double edge, @Nullable Duration eta) {
    /// Of anything but an approach.
    public Evidence(@Nullable Fix before, Fix after, double edge) {
      this(before, after, edge, null);
    }
  }

  /// Whether the fence has a floor or a ceiling that could not be looked at, as the object did not
  /// say how high it was.
  public boolean ignoresAltitude() {
    Fix before = kind == Kind.CROSS ? evidence.before() : null;
    return fence != null
        && fence.rules().scope().isBounded()
        && (evidence.after().altitude() == null || (before != null && before.altitude() == null));
  }
}
