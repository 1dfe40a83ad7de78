package dev.meridian.fence;

import dev.meridian.fence.Change.Times;
import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Evidence;
import dev.meridian.fence.Crossing.Kind;
import dev.meridian.fence.Stay.Pending;
import dev.meridian.geo.GreatCircle;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
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
  private final Sights sights;
  private final @Nullable Course course;
  private @Nullable List<Fence> before;
  private int undecided;

  /// @param last the fix before; null for the first, and as long as all were vague
  /// @param course as the fix shows it; null if it never moved
  Decision(Change change, FenceIndex fences, @Nullable Fix last, Fix fix, @Nullable Course course) {
    this.change = change;
    this.fences = fences;
    this.last = last;
    this.fix = fix;
    this.course = course;
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
    for (String id : sights.near().keySet()) {
      fences.fence(id).ifPresent(now -> concerned.put(id, now));
    }
    concerned.values().removeIf(fence -> !change.concerns(fence));
    SortedMap<String, Fence> passed = passed(maxGap);
    vague();
    concerned.values().forEach(this::decide);
    change.rank(new Times(Instant.MIN, fix.time()), new Evidence(last, fix, Double.NaN));
    passed.values().forEach(this::pass);
    if (course != null) {
      new Nearing(change, fences.watch(), course, last, fix).look();
    }
    new Levels(change, last, fix).tell(fences.watch().outside().values());
    change.exitsFirst();
  }

  /// Of a fix with too many edges near it not all is looked at: what it does not decide of fences
  /// that the object is not inside of is not written down, and of a first fix that is everything.
  private void vague() {
    undecided += sights.vague() ? Sights.MOST : 0;
    if (last == null) {
      change.vague(sights.vague());
    }
  }

  /// The fences the way from the last fix may lead through, if it is short enough in time: none
  /// that the fix is near, or that the object was not plainly outside of.
  private SortedMap<String, Fence> passed(Duration maxGap) {
    if (last == null || Duration.between(last.time(), fix.time()).compareTo(maxGap) > 0) {
      return Collections.emptySortedMap();
    }
    SortedMap<String, Fence> passed = fences.along(last.at(), fix.at());
    passed.values().removeIf(fence -> !mayPass(fence));
    return passed;
  }

  private boolean mayPass(Fence fence) {
    Stay stay = change.stay(fence.id());
    boolean wasOutside = stay == null || stay.isPlainlyOutside();
    return wasOutside
        && !sights.near().containsKey(fence.id())
        && change.concerns(fence)
        && (!sights.vague() || Sight.of(fence, fix).isBeyondInPlan(0));
  }

  private void decide(Fence fence) {
    Stay stay = change.stay(fence.id());
    if (stay != null && stay.isOfUnknownOutline()) {
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
      case INSIDE, OUTRANKED -> inside(stay, sight);
    }
  }

  /// @param exactly whether the distance to the edge is needed though it is not near
  private Sight sight(Fence fence, boolean exactly) {
    Sight near = sights.near().get(fence.id());
    if (near != null) {
      return near;
    }
    double edge = exactly ? fence.outline().edgeDistance(fix.at()) : Double.POSITIVE_INFINITY;
    return Sight.of(fence, fix, false, edge);
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
      change.visit(fence, new Times(fix.time(), fix.time()));
    }
  }

  private void outside(Fence fence, Sight sight) {
    Stay stay = change.stay(fence.id());
    if (last == null) {
      if (!sights.vague()) {
        change.put(Stay.unknown(fence));
      }
      unknown(fence, sight);
    } else if (stay == null && !sight.isBeyond(0) && cameTo(fence, last)) {
      change.visit(fence, new Times(last.time(), fix.time()));
      undecided += sight.isInside() ? 0 : 1;
    } else if (sight.isInside()) {
      Pending pending = stay == null ? null : stay.pending();
      Pending since = pending == null ? new Pending(crossed(fence), fix.time()) : pending;
      if (lasted(since, fence.rules().minInside())) {
        Times times = new Times(since.crossed(), fix.time());
        change.enter(fence, Cause.MOVED, times, evidence(sight));
      } else {
        change.put((stay == null ? Stay.outside(fence) : stay).with(since));
      }
    } else if (sight.isBeyond(0)) {
      change.outside(fence.id());
    } else {
      undecided++;
    }
  }

  /// Whether the fence is new or larger and came to the object, rather than the object to the
  /// fence: the last fix was inside, and nobody took note. Where a lost object was is over.
  private boolean cameTo(Fence fence, Fix last) {
    List<Fence> around = before;
    if (around == null) {
      around = fences.containing(last.at());
      before = around;
    }
    return !change.isLost() && around.contains(fence) && Sight.of(fence, last).isInside();
  }

  private void inside(Stay stay, Sight sight) {
    Fence fence = stay.fence();
    if (sight.isBeyond(fence.rules().exitBuffer(fence.outline()))) {
      Pending pending = stay.pending();
      Pending since = pending == null ? new Pending(crossed(fence), fix.time()) : pending;
      if (lasted(since, fence.rules().minOutside())) {
        Times times = new Times(since.crossed(), fix.time());
        change.leave(stay, Cause.MOVED, times, evidence(sight));
        if (fence.rules().telling().approach() != null) {
          change.put(Stay.outside(fence).approached(true));
        }
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
    if (isOutOfReach(fence, before)) {
      return;
    }
    boolean wasOutside = Sight.of(fence, before).isBeyondInPlan(0);
    Contact contact =
        wasOutside ? Contact.of(fence.outline(), before.at(), fix.at()).orElse(null) : null;
    if (contact != null && contact.isAt(fence.rules().scope(), before, fix)) {
      double edge = fence.outline().edgeDistance(fix.at());
      Times times = new Times(at(before, contact.first()), at(before, contact.last()));
      var evidence = new Evidence(before, fix, edge);
      change.tell(Kind.CROSS, Stay.unknown(fence), Cause.MOVED, times, evidence);
    }
  }

  /// Whether the way is plainly too short to meet the edge: most fences of the cells on the way
  /// are.
  private boolean isOutOfReach(Fence fence, Fix before) {
    double metres = GreatCircle.distance(before.at(), fix.at());
    boolean isStraight = metres < SHORT_WAY && Math.abs(fix.at().lat()) < FAR_NORTH;
    return isStraight && fence.outline().edgeDistance(before.at()) > SURELY * metres + 1;
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
