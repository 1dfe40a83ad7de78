package dev.meridian.fence;

import dev.meridian.fence.Change.Times;
import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Evidence;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Has an object visit one fence of each exclusive group, after what happened in one step to the
/// fences of it: the first by [Exclusive#FIRST] of those it is inside of. The visits of a group
/// follow each other in time. Not thread-safe.
final class Ranking {
  private final Change change;
  private final SortedSet<String> groups = new TreeSet<>();
  private final Map<String, Arrival> arrivals = new HashMap<>();
  private final Map<String, Instant> ends = new HashMap<>();
  private @Nullable String edited;

  Ranking(Change change) {
    this.change = change;
  }

  /// How it became inside of a fence.
  ///
  /// @param cause null if it is not to be told
  /// @param evidence null if it is not to be told
  record Arrival(@Nullable Cause cause, @Nullable Evidence evidence) {
    /// Where it is has only become known.
    static final Arrival SILENT = new Arrival(null, null);
  }

  /// It became inside of a fence of the group.
  void arrived(String group, Fence fence, Arrival arrival) {
    groups.add(group);
    arrivals.put(fence.id(), arrival);
  }

  /// The visit to the fence of the group is over.
  void left(String group, Instant end) {
    groups.add(group);
    ends.put(group, end);
  }

  /// The fence that belonged to the group, or belongs to it, is another.
  void edited(String group, String fence) {
    groups.add(group);
    edited = fence;
  }

  /// Ends and begins visits.
  ///
  /// @param times the earliest time of what follows from the order, and the time of the step
  /// @param evidence of what follows from the order
  void settle(Times times, Evidence evidence) {
    groups.forEach(group -> settle(group, times, evidence));
  }

  private void settle(String group, Times times, Evidence evidence) {
    List<Stay> within =
        change.stays().stream()
            .filter(stay -> stay.isWithin() && group.equals(Exclusive.group(stay.fence())))
            .sorted(Comparator.comparing(Stay::fence, Exclusive.FIRST))
            .toList();
    if (within.isEmpty()) {
      return;
    }
    Stay first = within.getFirst();
    List<Stay> outranked = within.stream().skip(1).filter(Stay::isInside).toList();
    var at = new Times(begin(first, outranked, ends.get(group), times.from()), times.confirmed());
    for (Stay stay : outranked) {
      change.outrank(stay, cause(stay.fence()), at, evidence);
    }
    if (!first.isInside()) {
      var promoted = new Arrival(cause(first.fence()), evidence);
      change.promote(first, arrivals.getOrDefault(first.fence().id(), promoted), at);
    }
  }

  /// When the object is inside of the first, and the visit before is over.
  private Instant begin(Stay first, List<Stay> outranked, @Nullable Instant end, Instant earliest) {
    Instant begin = first.since();
    boolean isOfItself = arrivals.containsKey(first.fence().id()) && outranked.isEmpty();
    begin = isOfItself ? begin : later(begin, earliest);
    begin = end == null ? begin : later(begin, end);
    for (Stay stay : outranked) {
      begin = later(begin, stay.since());
    }
    return begin;
  }

  private Cause cause(Fence fence) {
    return fence.id().equals(edited) ? Cause.FENCE_EDITED : Cause.OVERLAP;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
