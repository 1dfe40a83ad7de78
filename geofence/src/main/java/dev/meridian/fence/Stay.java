package dev.meridian.fence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How an object stands to one fence it is not plainly outside of, or of which something was told
/// that is not told again for a while.
///
/// @param fence as it was when last looked at
/// @param state where it is
/// @param visit the number of the visit; 0 while there is none
/// @param entered since when it is inside, outranked or not; null if it is not
/// @param pending since when it seems to be on the other side; null if it does not
/// @param told what was told since it is where it is
public record Stay(
    Fence fence,
    State state,
    long visit,
    @Nullable Instant entered,
    @Nullable Pending pending,
    Told told) {
  /// Where an object is, of one fence.
  public enum State {
    /// Never decided.
    UNKNOWN,
    /// Outside.
    OUTSIDE,
    /// Inside.
    INSIDE,
    /// Inside, but in another fence of its exclusive group, which comes first. Told of as if it
    /// were outside.
    OUTRANKED
  }

  /// A change of sides that has yet to last.
  ///
  /// @param crossed when the object crossed the edge, interpolated
  /// @param seen the time of the first fix on the other side
  public record Pending(Instant crossed, Instant seen) {}

  /// What was told.
  ///
  /// @param dwelled whether the dwell of this visit was
  /// @param approached whether its approach was, or need not be
  /// @param level when last it was that it is inside or outside; null for never
  /// @param change when next a window opens or closes while it is inside; null for never
  public record Told(
      boolean dwelled, boolean approached, @Nullable Instant level, @Nullable Instant change) {
    /// Nothing.
    static final Told NOTHING = new Told(false, false, null, null);

    boolean isAnything() {
      return !equals(NOTHING);
    }
  }

  static Stay unknown(Fence fence) {
    return new Stay(fence, State.UNKNOWN, 0, null, null, Told.NOTHING);
  }

  static Stay outside(Fence fence) {
    return new Stay(fence, State.OUTSIDE, 0, null, null, Told.NOTHING);
  }

  /// @param certain when that was certain
  static Stay inside(Fence fence, long visit, Instant entered, Instant certain) {
    var told = new Told(false, false, null, fence.rules().telling().nextChange(certain));
    return new Stay(fence, State.INSIDE, visit, entered, null, told);
  }

  /// Inside, as long as no visit begins.
  static Stay outranked(Fence fence, Instant entered, @Nullable Pending pending) {
    return new Stay(fence, State.OUTRANKED, 0, entered, pending, Told.NOTHING);
  }

  /// The same of the fence as it is after an edit.
  Stay of(Fence now) {
    return new Stay(now, state, visit, entered, pending, told);
  }

  Stay with(@Nullable Pending now) {
    return new Stay(fence, state, visit, entered, now, told);
  }

  private Stay having(Told now) {
    return new Stay(fence, state, visit, entered, pending, now);
  }

  Stay afterDwell() {
    return having(new Told(true, told.approached, told.level, told.change));
  }

  Stay approached(boolean is) {
    return having(new Told(told.dwelled, is, told.level, told.change));
  }

  Stay leveled(Instant at) {
    return having(new Told(told.dwelled, told.approached, at, told.change));
  }

  /// With the next opening or closing after a time.
  Stay windowsFrom(Instant time) {
    Instant next = isInside() ? fence.rules().telling().nextChange(time) : null;
    return having(new Told(told.dwelled, told.approached, told.level, next));
  }

  /// Whether nobody knows yet where the fence is: see [StateJson].
  boolean isOfUnknownOutline() {
    return fence.outline() instanceof UnknownOutline;
  }

  /// Whether it visits the fence.
  boolean isInside() {
    return state == State.INSIDE;
  }

  /// Whether it is inside, outranked or not.
  boolean isWithin() {
    return state == State.INSIDE || state == State.OUTRANKED;
  }

  /// Since when it is inside; for ever if it is not.
  Instant since() {
    return entered == null ? Instant.MIN : entered;
  }

  /// Whether it is outside, and does not seem to be inside.
  boolean isPlainlyOutside() {
    return state == State.OUTSIDE && pending == null;
  }

  /// When its dwell is due; null if it is not, or was told, or as long as it seems to have left
  /// before.
  @Nullable Instant dwellDue() {
    if (entered == null || !isInside() || told.dwelled || fence.rules().dwell() == null) {
      return null;
    }
    Instant due = entered.plus(fence.rules().dwell());
    return pending != null && pending.crossed().isBefore(due) ? null : due;
  }
}
