package dev.meridian.fence;

import dev.meridian.fence.Crossing.Kind;
import java.util.Collection;
import java.util.Collections;
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

  Watch with(Fence fence) {
    Watch rest = without(fence.id());
    boolean isNear = fence.rules().telling().approach() != null;
    Map<String, Fence> all = rest.outside;
    if (fence.rules().telling().tellsEach(Kind.OUTSIDE)) {
      all = new TreeMap<>(all);
      all.put(fence.id(), fence);
    }
    return new Watch(
        isNear ? rest.approached.with(fence) : rest.approached,
        Math.max(distance, distance(fence)),
        Math.max(seconds, seconds(fence)),
        Collections.unmodifiableMap(all));
  }

  Watch without(String id) {
    boolean isNear = approached.fence(id).isPresent();
    Map<String, Fence> rest = outside;
    if (rest.containsKey(id)) {
      rest = new TreeMap<>(rest);
      rest.remove(id);
    }
    return new Watch(isNear ? approached.without(id) : approached, distance, seconds, rest);
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
