package dev.meridian.fence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// That an object entered or left a fence, passed through it or stayed in it; or was lost. Says
/// why.
///
/// @param kind what happened
/// @param fence the fence and its version; null of `LOST`
/// @param visit counts the visits of the object to any fence, from 1; 0 of `CROSS` and `LOST`
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
    TIME_PASSED
  }

  /// What a crossing is concluded from.
  ///
  /// @param before the last fix before; null if there was none
  /// @param after the fix that shows it
  /// @param edge metres from that fix to the edge of the fence; NaN where it was not asked
  public record Evidence(@Nullable Fix before, Fix after, double edge) {}
}
