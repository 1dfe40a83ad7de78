package dev.meridian.fence;

import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Evidence;
import dev.meridian.fence.Crossing.Kind;
import dev.meridian.fence.ObjectState.Visit;
import dev.meridian.fence.Tracker.Step;
import dev.meridian.fence.Tracker.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a fix that comes too late adds to the past: a visit to each fence it is inside of, of which
/// no visit at that time is remembered; of an exclusive group to the first of these, if no visit at
/// that time to any fence of the group is. Late fixes of a fence that are not far apart in time are
/// of one visit, whatever their order: the first of them to come tells of it.
final class Late {
  private final ObjectState state;
  private final Fix fix;
  private final FenceIndex fences;
  private final List<Crossing> told = new ArrayList<>();
  private List<Visit> history;

  private Late(ObjectState state, Fix fix, FenceIndex fences) {
    this.state = state;
    this.fix = fix;
    this.fences = fences;
    this.history = state.history();
  }

  private record Found(Fence fence, Sight sight) {}

  /// @param maxGap how far apart in time late fixes of one visit may be
  static Step step(ObjectState state, Fix fix, FenceIndex fences, Duration maxGap) {
    var late = new Late(state, fix, fences);
    late.visited().forEach(found -> late.wasInside(found, maxGap));
    ObjectState now =
        late.history.equals(state.history()) ? state : state.withHistory(late.history);
    return new Step(now, List.copyOf(late.told), Verdict.LATE, 0);
  }

  private void wasInside(Found found, Duration maxGap) {
    String id = found.fence.id();
    List<Visit> widened = ObjectState.widened(history, id, fix.time(), maxGap);
    if (!widened.equals(history)) {
      history = widened;
      return;
    }
    history = ObjectState.inserted(history, new Visit(id, fix.time(), fix.time(), true));
    for (Kind kind : List.of(Kind.ENTER, Kind.EXIT)) {
      if (found.fence.rules().telling().tells(kind, Cause.MOVED, fix.time())) {
        told.add(crossing(kind, found.fence, new Evidence(null, fix, found.sight.edge())));
      }
    }
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
    for (Map.Entry<String, Sight> each : fences.sights(fix).near().entrySet()) {
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
