package dev.meridian.fence;

import dev.meridian.fence.Change.Times;
import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Evidence;
import dev.meridian.fence.Crossing.Kind;
import dev.meridian.fence.Stay.Pending;
import dev.meridian.geo.GreatCircle;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What one fix decides. Not thread-safe.
final class Decision {
  private static final double SHORT_WAY = 10_000;
  private static final double FAR_NORTH = 80;
  private static final double SURELY = 1.2;

  private final Change change;
  private final FenceIndex fences;
  private final @Nullable Fix last;
  private final Fix fix;
  private final Map<String, Sight> sights;
  private int undecided;

  /// @param last the fix before; null for the first
  Decision(Change change, FenceIndex fences, @Nullable Fix last, Fix fix) {
    this.change = change;
    this.fences = fences;
    this.last = last;
    this.fix = fix;
    this.sights = fences.sights(fix);
  }

  /// Of how many fences the fix did not decide.
  int undecided() {
    return undecided;
  }

  /// Decides of every fence, in the order of their ids.
  ///
  /// @param maxGap the longest time that a passage is concluded over
  void decide(Duration maxGap) {
    SortedMap<String, Fence> concerned = new TreeMap<>();
    change.stays().forEach(stay -> concerned.put(stay.fence().id(), stay.fence()));
    sights.keySet().forEach(id -> fences.fence(id).ifPresent(now -> concerned.put(id, now)));
    SortedMap<String, Fence> passed = new TreeMap<>();
    if (last != null && Duration.between(last.time(), fix.time()).compareTo(maxGap) <= 0) {
      fences.along(last.at(), fix.at()).forEach(fence -> passed.put(fence.id(), fence));
    }
    passed.keySet().removeAll(concerned.keySet());
    concerned.values().forEach(this::decide);
    passed.values().forEach(this::pass);
    change.exitsFirst();
  }

  private void decide(Fence fence) {
    Stay stay = change.stay(fence.id());
    if (stay != null && stay.fence().outline() instanceof UnknownOutline) {
      undecided++;
      return;
    }
    Sight sight = sight(fence, stay != null);
    if (stay == null) {
      outside(fence, sight);
      return;
    }
    switch (stay.state()) {
      case UNKNOWN -> unknown(fence, sight);
      case OUTSIDE -> outside(fence, sight);
      case INSIDE -> inside(stay, sight);
    }
  }

  /// @param exactly whether the distance to the edge is needed though it is not near
  private Sight sight(Fence fence, boolean exactly) {
    Sight near = sights.get(fence.id());
    if (near != null) {
      return near;
    }
    double edge = exactly ? fence.outline().edgeDistance(fix.at()) : Double.POSITIVE_INFINITY;
    return new Sight(false, edge, fix.accuracy());
  }

  private void unknown(Fence fence, Sight sight) {
    if (sight.isInside()) {
      first(fence, sight);
    } else if (sight.isBeyond(0)) {
      change.remove(fence.id());
    } else {
      undecided++;
    }
  }

  private void first(Fence fence, Sight sight) {
    if (fence.rules().enterAtFirst()) {
      change.enter(fence, Cause.MOVED, new Times(fix.time(), fix.time()), evidence(sight));
    } else {
      change.visit(fence, fix.time());
    }
  }

  private void outside(Fence fence, Sight sight) {
    Stay stay = change.stay(fence.id());
    if (last == null) {
      change.put(Stay.unknown(fence));
      unknown(fence, sight);
    } else if (sight.isInside()) {
      Pending pending = stay == null ? null : stay.pending();
      Pending since = pending == null ? new Pending(crossed(fence), fix.time()) : pending;
      if (lasted(since, fence.rules().minInside())) {
        Times times = new Times(since.crossed(), fix.time());
        change.enter(fence, Cause.MOVED, times, evidence(sight));
      } else {
        change.put(new Stay(fence, Stay.State.OUTSIDE, 0, null, since, false));
      }
    } else if (sight.isBeyond(0)) {
      change.remove(fence.id());
    } else {
      undecided++;
    }
  }

  private void inside(Stay stay, Sight sight) {
    Fence fence = stay.fence();
    if (sight.isBeyond(fence.rules().exitBuffer(fence.outline()))) {
      Pending pending = stay.pending();
      Pending since = pending == null ? new Pending(crossed(fence), fix.time()) : pending;
      if (lasted(since, fence.rules().minOutside())) {
        Times times = new Times(since.crossed(), fix.time());
        change.leave(stay, Cause.MOVED, times, evidence(sight));
      } else {
        change.put(stay.with(since));
      }
    } else if (sight.isInside()) {
      change.put(stay.with(null));
    } else if (!sight.isBeyond(0)) {
      undecided++;
    }
  }

  private boolean lasted(Pending pending, Duration least) {
    return !fix.time().isBefore(pending.seen().plus(least));
  }

  private void pass(Fence fence) {
    Fix before = last;
    if (before == null) {
      return;
    }
    var start = new Sight(false, fence.outline().edgeDistance(before.at()), before.accuracy());
    if (isOutOfReach(before, start)) {
      return;
    }
    boolean wasOutside = !fence.outline().covers(before.at()) && start.isBeyond(0);
    Contact contact =
        wasOutside ? Contact.of(fence.outline(), before.at(), fix.at()).orElse(null) : null;
    if (contact != null) {
      double edge = fence.outline().edgeDistance(fix.at());
      Times times = new Times(at(before, contact.first()), at(before, contact.last()));
      var evidence = new Evidence(before, fix, edge);
      change.tell(Kind.CROSS, Stay.unknown(fence), Cause.MOVED, times, evidence);
    }
  }

  /// Whether the way is plainly too short to meet the edge: most fences of the cells on the way
  /// are.
  private boolean isOutOfReach(Fix before, Sight start) {
    double metres = GreatCircle.distance(before.at(), fix.at());
    boolean isStraight = metres < SHORT_WAY && Math.abs(fix.at().lat()) < FAR_NORTH;
    return isStraight && start.edge() > SURELY * metres + 1;
  }

  /// When the way from the last fix last met the edge; the time of the fix if it did not.
  private Instant crossed(Fence fence) {
    Fix before = last;
    return before == null
        ? fix.time()
        : Contact.of(fence.outline(), before.at(), fix.at())
            .map(contact -> at(before, contact.last()))
            .orElse(fix.time());
  }

  private Instant at(Fix before, double share) {
    long millis = Duration.between(before.time(), fix.time()).toMillis();
    return before.time().plusMillis(Math.round(millis * share));
  }

  private Evidence evidence(Sight sight) {
    return new Evidence(last, fix, sight.edge());
  }
}
