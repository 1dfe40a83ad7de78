package dev.meridian.fence;

import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Evidence;
import dev.meridian.fence.Crossing.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a fix that comes too late adds to the past: a visit to each fence it is inside of, of which
/// no visit at that time is remembered; of an exclusive group to the first of these, if no visit at
/// that time to any fence of the group is.
///
/// @param state that it does not change
/// @param fix that is older than the last
/// @param fences as they are
record Late(ObjectState state, Fix fix, FenceIndex fences) {
  private record Found(Fence fence, Sight sight) {}

  List<Crossing> crossings() {
    List<Crossing> crossings = new ArrayList<>();
    for (Found found : visited()) {
      var evidence = new Evidence(null, fix, found.sight.edge());
      for (Kind kind : List.of(Kind.ENTER, Kind.EXIT)) {
        if (found.fence.rules().telling().tells(kind, Cause.MOVED, fix.time())) {
          crossings.add(crossing(kind, found.fence, evidence));
        }
      }
    }
    return crossings;
  }

  /// In the order of the ids.
  private List<Found> visited() {
    if (!state.remembers(fix.time())) {
      return List.of();
    }
    List<Found> visited = new ArrayList<>();
    Set<String> known = state.visited(fix.time());
    Set<String> groups = groups(known);
    for (Found found : inside()) {
      String group = Exclusive.group(found.fence);
      boolean isFirst = group == null || groups.add(group);
      if (isFirst && !known.contains(found.fence.id())) {
        visited.add(found);
      }
    }
    visited.sort(Comparator.comparing(found -> found.fence.id()));
    return visited;
  }

  /// The fences that it is inside of, those first that come first.
  private List<Found> inside() {
    List<Found> inside = new ArrayList<>();
    for (Map.Entry<String, Sight> each : fences.sights(fix).entrySet()) {
      Fence fence = fences.fence(each.getKey()).orElse(null);
      if (fence != null
          && fence.rules().scope().concerns(state.object())
          && each.getValue().isInside()) {
        inside.add(new Found(fence, each.getValue()));
      }
    }
    inside.sort(Comparator.comparing(Found::fence, Exclusive.FIRST));
    return inside;
  }

  /// The exclusive groups of some fences, as these are now.
  private Set<String> groups(Set<String> ids) {
    Set<String> groups = new HashSet<>();
    for (String id : ids) {
      fences.fence(id).map(Exclusive::group).ifPresent(groups::add);
    }
    return groups;
  }

  private Crossing crossing(Kind kind, Fence fence, Evidence evidence) {
    return new Crossing(kind, fence, 0, Cause.MOVED, fix.time(), fix.time(), true, evidence);
  }
}
