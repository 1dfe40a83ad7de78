package dev.meridian.fence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How an object stands to one fence it is not plainly outside of.
///
/// @param fence as it was when last looked at
/// @param state where it is
/// @param visit the number of the visit; 0 while it has not entered
/// @param entered since when it is inside; null if it is not
/// @param pending since when it seems to be on the other side; null if it does not
/// @param dwelled whether the dwell of this visit was told
public record Stay(
    Fence fence,
    State state,
    long visit,
    @Nullable Instant entered,
    @Nullable Pending pending,
    boolean dwelled) {
  /// Where an object is, of one fence.
  public enum State {
    /// Never decided.
    UNKNOWN,
    /// Outside.
    OUTSIDE,
    /// Inside.
    INSIDE
  }

  /// A change of sides that has yet to last.
  ///
  /// @param crossed when the object crossed the edge, interpolated
  /// @param seen the time of the first fix on the other side
  public record Pending(Instant crossed, Instant seen) {}

  static Stay unknown(Fence fence) {
    return new Stay(fence, State.UNKNOWN, 0, null, null, false);
  }

  static Stay inside(Fence fence, long visit, Instant entered) {
    return new Stay(fence, State.INSIDE, visit, entered, null, false);
  }

  Stay with(@Nullable Pending now) {
    return new Stay(fence, state, visit, entered, now, dwelled);
  }

  Stay afterDwell() {
    return new Stay(fence, state, visit, entered, pending, true);
  }

  boolean isInside() {
    return state == State.INSIDE;
  }

  /// When its dwell is due; null if it is not, or was told.
  @Nullable Instant dwellDue() {
    return entered == null || dwelled || fence.rules().dwell() == null
        ? null
        : entered.plus(fence.rules().dwell());
  }
}
