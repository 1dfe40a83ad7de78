package dev.meridian.tracking;

import dev.meridian.fence.FenceIndex;
import dev.meridian.fence.ObjectState;
import dev.meridian.fence.Trackers;
import dev.meridian.track.Position;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a worker knows of one object.
///
/// @param version in the store; 0 while it is not there
/// @param region whose workers made the last step; empty while there is none
/// @param state what the engine remembers
/// @param last the last accepted position; null before the first
/// @param heard when that came; null if it came soon after its fix
/// @param inside the fences it is kept as inside of, beside those of the state: none, unless that
///   was begun anew
/// @param choice of its tracker; null if none was made
/// @param heading degrees clockwise from north of the last movement; NaN if none was seen
record Known(
    long version,
    String region,
    ObjectState state,
    @Nullable Position last,
    @Nullable Instant heard,
    Set<String> inside,
    Trackers.@Nullable Choice choice,
    double heading) {
  /// Nobody has heard of it.
  static Known nothing(String object) {
    return new Known(0, "", ObjectState.of(object), null, null, Set.of(), null, Double.NaN);
  }

  /// The same, of fences that another worker knew before this one: see [ObjectState#knowing].
  Known knowing(FenceIndex fences) {
    ObjectState now = state.knowing(fences);
    return new Known(version, region, now, last, heard, inside, choice, heading);
  }

  /// Whether nothing of what is kept of it could be read.
  boolean isNothing() {
    return last == null && state.last() == null;
  }

  /// Whether some of what is kept of it could not be read; a state that could not is begun anew.
  boolean isPart() {
    return !isNothing() && (last == null || state.last() == null);
  }
}
