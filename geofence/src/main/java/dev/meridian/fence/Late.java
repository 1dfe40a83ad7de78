package dev.meridian.fence;

import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Evidence;
import dev.meridian.fence.Crossing.Kind;
import dev.meridian.fence.ObjectState.Visit;
import dev.meridian.fence.Tracker.Step;
import dev.meridian.fence.Tracker.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a fix that comes too late adds to the past: a visit to each fence it is inside of, of which
/// no visit at that time is remembered. Late fixes of a fence that are not far apart in time are of
/// one visit, whatever their order: the first of them to come tells of it.
final class Late {
  private final ObjectState state;
  private final Fix fix;
  private final List<Crossing> told = new ArrayList<>();
  private List<Visit> history;

  private Late(ObjectState state, Fix fix) {
    this.state = state;
    this.fix = fix;
    this.history = state.history();
  }

  /// @param maxGap how far apart in time late fixes of one visit may be
  static Step step(ObjectState state, Fix fix, FenceIndex fences, Duration maxGap) {
    var late = new Late(state, fix);
    if (state.remembers(fix.time())) {
      late.look(fences, maxGap);
    }
    ObjectState now =
        late.history.equals(state.history()) ? state : state.withHistory(late.history);
    return new Step(now, List.copyOf(late.told), Verdict.LATE, 0);
  }

  private void look(FenceIndex fences, Duration maxGap) {
    for (Map.Entry<String, Sight> each : new TreeMap<>(fences.sights(fix).near()).entrySet()) {
      Fence fence = fences.fence(each.getKey()).orElse(null);
      if (fence != null
          && fence.rules().scope().concerns(state.object())
          && each.getValue().isInside()
          && !state.wasInside(fence.id(), fix.time())) {
        wasInside(fence, each.getValue().edge(), maxGap);
      }
    }
  }

  private void wasInside(Fence fence, double edge, Duration maxGap) {
    List<Visit> widened = ObjectState.widened(history, fence.id(), fix.time(), maxGap);
    if (widened != history) {
      history = widened;
      return;
    }
    history = ObjectState.inserted(history, new Visit(fence.id(), fix.time(), fix.time(), true));
    for (Kind kind : List.of(Kind.ENTER, Kind.EXIT)) {
      if (fence.rules().telling().tells(kind, Cause.MOVED, fix.time())) {
        told.add(crossing(kind, fence, new Evidence(null, fix, edge)));
      }
    }
  }

  private Crossing crossing(Kind kind, Fence fence, Evidence evidence) {
    return new Crossing(kind, fence, 0, Cause.MOVED, fix.time(), fix.time(), true, evidence);
  }
}
