package dev.meridian.fence;

import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Evidence;
import dev.meridian.fence.Crossing.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a fix that comes too late adds to the past: a visit to each fence it is inside of, of which
/// no visit at that time is remembered.
final class Late {
  private Late() {}

  static List<Crossing> crossings(ObjectState state, Fix fix, FenceIndex fences) {
    List<Crossing> found = new ArrayList<>();
    if (!state.remembers(fix.time())) {
      return found;
    }
    for (Map.Entry<String, Sight> each : new TreeMap<>(fences.sights(fix)).entrySet()) {
      Fence fence = fences.fence(each.getKey()).orElse(null);
      if (fence != null
          && fence.rules().scope().concerns(state.object())
          && each.getValue().isInside()
          && !state.wasInside(fence.id(), fix.time())) {
        var evidence = new Evidence(null, fix, each.getValue().edge());
        for (Kind kind : List.of(Kind.ENTER, Kind.EXIT)) {
          if (fence.rules().telling().tells(kind, Cause.MOVED, fix.time())) {
            found.add(crossing(kind, fence, fix, evidence));
          }
        }
      }
    }
    return found;
  }

  private static Crossing crossing(Kind kind, Fence fence, Fix fix, Evidence evidence) {
    return new Crossing(kind, fence, 0, Cause.MOVED, fix.time(), fix.time(), true, evidence);
  }
}
