package dev.meridian.fence;

import dev.meridian.fence.Crossing.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The fences of an index that matter to objects that are nowhere near: those that are told of an
/// approach, and those that are told of each fix outside. Immutable.
///
/// @param approached an index of the former
/// @param distance the most of their distances, in metres, at least
/// @param seconds the most of their times, at least
/// @param outside the latter, by id
record Watch(FenceIndex approached, double distance, double seconds, Map<String, Fence> outside) {

  static Watch of(Collection<Fence> fences) {
    var near =
        FenceIndex.bare(
            fences.stream().filter(f -> f.rules().telling().approach() != null).toList());
    Map<String, Fence> outside = new TreeMap<>();
    double distance = 0;
    double seconds = 0;
    for (Fence fence : fences) {
      distance = Math.max(distance, distance(fence));
      seconds = Math.max(seconds, seconds(fence));
      if (fence.rules().telling().tellsEach(Kind.OUTSIDE)) {
        outside.put(fence.id(), fence);
      }
    }
    return new Watch(near, distance, seconds, Collections.unmodifiableMap(outside));
  }

  /// The same after edits, all at once: each would build the tree of those edited anew.
  Watch edited(Collection<Fence> put, Collection<String> removed) {
    List<Fence> near = new ArrayList<>();
    List<String> notNear = new ArrayList<>();
    Map<String, Fence> all = new TreeMap<>(outside);
    double farthest = distance;
    double longest = seconds;
    for (String id : removed) {
      leaveOut(id, notNear);
      all.remove(id);
    }
    for (Fence fence : put) {
      if (fence.rules().telling().approach() != null) {
        near.add(fence);
      } else {
        leaveOut(fence.id(), notNear);
      }
      all.remove(fence.id());
      if (fence.rules().telling().tellsEach(Kind.OUTSIDE)) {
        all.put(fence.id(), fence);
      }
      farthest = Math.max(farthest, distance(fence));
      longest = Math.max(longest, seconds(fence));
    }
    boolean same = near.isEmpty() && notNear.isEmpty();
    FenceIndex now = same ? approached : approached.edited(near, notNear);
    return new Watch(now, farthest, longest, Collections.unmodifiableMap(all));
  }

  private void leaveOut(String id, List<String> notNear) {
    if (approached.fence(id).isPresent()) {
      notNear.add(id);
    }
  }

  /// From how far away an object that fast may matter, in metres; 0 if none does. A little more, as
  /// distances are not exact.
  double reach(double speed) {
    double far = Math.max(distance, seconds * speed);
    return Math.min(Approach.FARTHEST, 1.01 * Approach.AGAIN * far);
  }

  private static double distance(Fence fence) {
    Approach approach = fence.rules().telling().approach();
    return approach == null || approach.distance() == null ? 0 : approach.distance();
  }

  private static double seconds(Fence fence) {
    Approach approach = fence.rules().telling().approach();
    return approach == null || approach.eta() == null ? 0 : approach.eta().toMillis() / 1000.0;
  }
}
