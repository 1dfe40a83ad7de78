package dev.meridian.fence;

import dev.meridian.fence.Change.Times;
import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Evidence;
import dev.meridian.fence.Crossing.Kind;
import java.time.Instant;
import java.util.Collection;

/// Tells of windows that open and close while an object is inside.
///
/// @param change in which it is told
/// @param last where the object was last
record Openings(Change change, Fix last) {
  /// The most of one fence at a time: what else there was until then is left out.
  static final int MOST = 1_000;

  /// @param stays as they are now
  void tell(Collection<Stay> stays, Instant until) {
    for (Stay stay : stays) {
      Instant next = stay.told().change();
      if (stay.isInside() && next != null && !next.isAfter(until)) {
        change.put(tell(stay, next, until));
      }
    }
  }

  private Stay tell(Stay stay, Instant first, Instant until) {
    Telling telling = stay.fence().rules().telling();
    Instant next = first;
    for (int count = 0; count < MOST && next != null && !next.isAfter(until); count++) {
      tell(stay, next, telling.isOpen(next));
      next = telling.nextChange(next);
    }
    return stay.windowsFrom(until);
  }

  private void tell(Stay stay, Instant at, boolean isOpen) {
    change.tell(
        isOpen ? Kind.INSIDE : Kind.OUTSIDE,
        stay,
        isOpen ? Cause.WINDOW_OPENED : Cause.WINDOW_CLOSED,
        new Times(at, at),
        new Evidence(null, last, Double.NaN));
  }
}
