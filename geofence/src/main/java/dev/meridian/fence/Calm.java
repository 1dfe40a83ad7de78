package dev.meridian.fence;

import dev.meridian.fence.Crossing.Kind;
import org.jspecify.annotations.Nullable;

/// Finds out that a fix changes nothing but where its object is, as most fixes of most objects do:
/// no edge is near, and the object is inside of the fences it was inside of. What it does not find
/// out, [Decision] decides; both say the same.
///
/// @param state before the fix, at whose time nothing is due
/// @param fix that counts
/// @param course as the fix shows it; null if it never moved
/// @param fences as they are
record Calm(ObjectState state, Fix fix, @Nullable Course course, FenceIndex fences) {
  /// Whether nothing changes; rather not if in doubt.
  boolean isSure() {
    Fix last = state.last();
    return last != null
        && !state.lost()
        && !state.vague()
        && fences.isClear(last.at(), fix.at(), fix.accuracy())
        && isInsideAsBefore()
        && nobodyWatches();
  }

  /// Whether it is inside of those fences that it stays in, and of no others that are about it.
  private boolean isInsideAsBefore() {
    Probe probe = fences.probe();
    int count = probe.find(fix.at().lon(), fix.at().lat());
    int stays = 0;
    for (int i = 0; i < count; i++) {
      Fence fence = probe.fence(i);
      Stay stay = state.stays().get(fence.id());
      if (stay == null ? fence.rules().scope().concerns(state.object()) : !goesOn(stay, fence)) {
        return false;
      }
      stays += stay == null ? 0 : 1;
    }
    return stays == state.stays().size();
  }

  /// Whether nothing is to be said of an object that is plainly inside of the fence, outranked or
  /// not.
  private static boolean goesOn(Stay stay, Fence fence) {
    return stay.isWithin()
        && stay.pending() == null
        && stay.fence().version() == fence.version()
        && !fence.rules().scope().isBounded()
        && !fence.rules().telling().tellsEach(Kind.INSIDE);
  }

  /// Whether no fence is told of approaches near here, or of every fix outside.
  private boolean nobodyWatches() {
    Watch watch = fences.watch();
    double radius = course == null ? 0 : watch.reach(course.speed());
    return watch.outside().isEmpty()
        && (radius == 0 || watch.approached().isClear(fix.at(), fix.at(), radius));
  }
}
