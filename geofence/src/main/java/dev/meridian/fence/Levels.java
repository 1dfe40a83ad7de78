package dev.meridian.fence;

import dev.meridian.fence.Change.Times;
import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Evidence;
import dev.meridian.fence.Crossing.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Tells at a fix of the fences that ask for it that the object is inside or outside.
///
/// @param change in which all is decided
/// @param last the fix before; null for the first
/// @param fix that decided
record Levels(Change change, @Nullable Fix last, Fix fix) {
  /// @param outside the fences that ask to be told of objects outside
  void tell(Collection<Fence> outside) {
    for (Stay stay : change.stays()) {
      if (stay.isInside()) {
        tell(Kind.INSIDE, stay);
      }
    }
    for (Fence fence : outside) {
      Stay stay = change.stay(fence.id());
      boolean isOutside = stay == null || stay.state() == Stay.State.OUTSIDE;
      if (isOutside && change.concerns(fence)) {
        tell(Kind.OUTSIDE, stay == null ? Stay.outside(fence) : stay);
      }
    }
  }

  private void tell(Kind kind, Stay stay) {
    Telling telling = stay.fence().rules().telling();
    Instant before = stay.told().level();
    if (isDue(before, telling.level())
        && telling.tellsEach(kind)
        && telling.tells(kind, Cause.MOVED, fix.time())) {
      change.put(stay.leveled(fix.time()));
      var evidence = new Evidence(last, fix, Double.NaN);
      change.tell(kind, stay, Cause.MOVED, new Times(fix.time(), fix.time()), evidence);
    }
  }

  /// Once for each time of a fix at most.
  private boolean isDue(@Nullable Instant before, Duration least) {
    return before == null
        || (fix.time().isAfter(before) && !fix.time().isBefore(before.plus(least)));
  }
}
