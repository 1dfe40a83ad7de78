package dev.meridian.fence;

import dev.meridian.fence.Change.Times;
import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Evidence;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an edit of a fence changes for an object, as its last fix shows. Not thread-safe.
///
/// @param change to be made
/// @param last where the object was last
/// @param at when the fence was edited; not before the last fix
record Edit(Change change, Fix last, Instant at) {
  void removed(@Nullable Fence fence) {
    Stay stay = fence == null ? null : change.stay(fence.id());
    if (stay != null) {
      change.leave(stay, Cause.FENCE_REMOVED, now(), evidence(Double.NaN));
    }
    change.rank(now(), evidence(Double.NaN));
  }

  /// @param isNew whether where the object is has yet to be known
  void changed(boolean isNew, Fence fence) {
    Stay stay = change.stay(fence.id());
    if (stay != null) {
      change.edited(stay.fence());
    }
    change.edited(fence);
    look(isNew, stay, fence);
    change.rank(now(), evidence(Double.NaN));
  }

  private void look(boolean isNew, @Nullable Stay stay, Fence fence) {
    if (!change.concerns(fence)) {
      released(stay, fence);
      return;
    }
    if (change.isLost() && (stay == null || stay.state() == Stay.State.OUTSIDE)) {
      change.remove(fence.id()); // where it was is over
      return;
    }
    Sight sight = Sight.of(fence, last);
    boolean unknown =
        isNew || change.isVague() || (stay != null && stay.state() == Stay.State.UNKNOWN);
    if (stay != null && stay.isWithin()) {
      changedRound(stay, fence, sight);
    } else if (sight.isInside() && unknown) {
      change.visit(fence, new Times(last.time(), at));
    } else if (sight.isInside()) {
      change.enter(fence, Cause.FENCE_EDITED, new Times(last.time(), at), evidence(sight.edge()));
    } else if (sight.isBeyond(0) || !unknown) {
      change.remove(fence.id());
    } else {
      change.unknown(fence);
    }
  }

  private void changedRound(Stay stay, Fence fence, Sight sight) {
    Stay now = stay.of(fence).with(null).windowsFrom(at);
    if (sight.isBeyond(0)) {
      change.leave(now, Cause.FENCE_EDITED, now(), evidence(sight.edge()));
    } else if (fence.rules().exclusive() == null && !stay.isInside()) {
      change.enter(fence, Cause.FENCE_EDITED, now(), evidence(sight.edge()));
    } else {
      change.put(now);
    }
  }

  /// The fence is no longer about the object.
  private void released(@Nullable Stay stay, Fence fence) {
    if (stay != null) {
      change.leave(stay.of(fence), Cause.FENCE_EDITED, now(), evidence(Double.NaN));
    }
  }

  private Times now() {
    return new Times(at, at);
  }

  private Evidence evidence(double edge) {
    return new Evidence(null, last, edge);
  }
}
