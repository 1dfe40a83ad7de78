package dev.meridian.fence;

import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Evidence;
import dev.meridian.fence.Crossing.Kind;
import dev.meridian.fence.Ranking.Arrival;
import dev.meridian.fence.Tracker.Step;
import dev.meridian.fence.Tracker.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A state on its way to the next, and what happens meanwhile. Not thread-safe.
final class Change {
  private final SortedMap<String, Stay> stays;
  private final List<Crossing> crossings = new ArrayList<>();
  private final ObjectState from;
  private List<ObjectState.Visit> history;
  private @Nullable Fix last;
  private boolean replaced;
  private @Nullable Course course;
  private boolean lost;
  private boolean vague;
  private long visits;
  private @Nullable Ranking ranking;

  Change(ObjectState from) {
    this.from = from;
    this.stays = new TreeMap<>(from.stays());
    this.history = from.history();
    this.last = from.last();
    this.replaced = from.replaced();
    this.course = from.course();
    this.lost = from.lost();
    this.vague = from.vague();
    this.visits = from.visits();
  }

  /// When something happened, and when that was certain.
  record Times(Instant from, Instant confirmed) {}

  /// The stays as they are now, by id, to change while they are gone through.
  List<Stay> stays() {
    return List.copyOf(stays.values());
  }

  /// Some of the stays as they are now.
  List<Stay> stays(Predicate<Stay> some) {
    return stays.values().stream().filter(some).toList();
  }

  @Nullable Stay stay(String fence) {
    return stays.get(fence);
  }

  /// Whether the object was told to be lost, and no fix came since.
  boolean isLost() {
    return lost;
  }

  /// Whether no fix has yet said where it is of most fences.
  boolean isVague() {
    return vague;
  }

  void vague(boolean now) {
    vague = now;
  }

  /// Nothing is known of where it is of the fence. There is a bound to what is written down so.
  void unknown(Fence fence) {
    remove(fence.id());
    if (stays(stay -> stay.state() == Stay.State.UNKNOWN).size() < Sights.MOST) {
      put(Stay.unknown(fence));
    } else {
      vague = true;
    }
  }

  void put(Stay stay) {
    stays.put(stay.fence().id(), stay);
  }

  void remove(String fence) {
    stays.remove(fence);
  }

  /// Whether the fence is about the object.
  boolean concerns(Fence fence) {
    return fence.rules().scope().concerns(from.object());
  }

  /// Keeps a stay outside if there is something to remember of it.
  void keep(Stay stay) {
    if (stay.told().isAnything() || stay.pending() != null) {
      put(stay);
    } else {
      remove(stay.fence().id());
    }
  }

  /// It is plainly outside.
  void outside(String fence) {
    Stay stay = stays.get(fence);
    if (stay != null && stay.state() == Stay.State.OUTSIDE) {
      keep(stay.with(null));
    } else {
      remove(fence);
    }
  }

  void arrive(Fix fix, @Nullable Course now) {
    if (lost) {
      stays.replaceAll((_, stay) -> stay.isInside() ? stay.windowsFrom(fix.time()) : stay);
    }
    course = now;
    replaced = last != null && last.time().equals(fix.time());
    last = fix;
    lost = false;
  }

  /// It is inside, and that is not told: a visit begins, unless the fence is outranked.
  void visit(Fence fence, Times times) {
    arrive(fence, Arrival.SILENT, times);
  }

  /// It is inside: a visit begins, unless the fence is outranked.
  void enter(Fence fence, Cause cause, Times times, Evidence evidence) {
    arrive(fence, new Arrival(cause, evidence), times);
  }

  private void arrive(Fence fence, Arrival arrival, Times times) {
    Stay stay = Stay.outranked(fence, times.from(), null);
    String group = Exclusive.group(fence);
    if (group == null) {
      promote(stay, arrival, times);
    } else {
      put(stay);
      ranking().arrived(group, fence, arrival);
    }
  }

  /// Begins the visit of one that is inside.
  void promote(Stay outranked, Arrival arrival, Times times) {
    Stay stay =
        Stay.inside(outranked.fence(), ++visits, times.from(), times.confirmed())
            .with(outranked.pending());
    put(stay);
    if (arrival.cause() != null && arrival.evidence() != null) {
      tell(Kind.ENTER, stay, arrival.cause(), times, arrival.evidence());
    }
  }

  /// It is no longer inside: its visit ends, unless the fence is outranked.
  void leave(Stay stay, Cause cause, Times times, Evidence evidence) {
    remove(stay.fence().id());
    if (stay.isInside()) {
      end(stay, cause, times, evidence);
      String group = Exclusive.group(stay.fence());
      if (group != null) {
        ranking().left(group, times.from());
      }
    }
  }

  /// Ends the visit of one that stays inside.
  void outrank(Stay stay, Cause cause, Times times, Evidence evidence) {
    put(Stay.outranked(stay.fence(), stay.since(), stay.pending()));
    end(stay, cause, times, evidence);
  }

  private void end(Stay stay, Cause cause, Times times, Evidence evidence) {
    String id = stay.fence().id();
    var visit = new ObjectState.Visit(id, stay.since(), times.from(), false);
    history = ObjectState.extended(history, visit);
    tell(Kind.EXIT, stay, cause, times, evidence);
  }

  /// An edit has made another fence of one of its exclusive group, or has put it into one.
  void edited(Fence fence) {
    String group = Exclusive.group(fence);
    if (group != null) {
      ranking().edited(group, fence.id());
    }
  }

  /// Has it visit one fence of each exclusive group in which something happened, and puts exits
  /// first, and each in the order of the fences' ids.
  ///
  /// @param times the earliest time of what follows from the order, and the time of the step
  /// @param evidence of what follows from the order
  void rank(Times times, Evidence evidence) {
    if (ranking != null) {
      ranking.settle(times, evidence);
      crossings.sort(Comparator.comparing(Change::fence));
      exitsFirst();
    }
  }

  private Ranking ranking() {
    Ranking now = ranking == null ? new Ranking(this) : ranking;
    ranking = now;
    return now;
  }

  private static String fence(Crossing crossing) {
    return crossing.fence() == null ? "" : crossing.fence().id();
  }

  /// Tells it, if the fence wants it told.
  void tell(Kind kind, Stay stay, Cause cause, Times times, Evidence evidence) {
    if (!stay.fence().rules().telling().tells(kind, cause, times.confirmed())) {
      return;
    }
    crossings.add(
        new Crossing(
            kind,
            stay.fence(),
            stay.visit(),
            cause,
            times.from(),
            times.confirmed(),
            false,
            evidence));
  }

  void lose(Instant at, Fix fix) {
    lost = true;
    crossings.add(
        new Crossing(
            Kind.LOST,
            null,
            0,
            Cause.TIME_PASSED,
            at,
            at,
            false,
            new Evidence(null, fix, Double.NaN)));
  }

  /// Puts exits first, and else keeps the order.
  Change exitsFirst() {
    crossings.sort(Comparator.comparingInt(crossing -> crossing.kind() == Kind.EXIT ? 0 : 1));
    return this;
  }

  /// Puts what happened first first, and else keeps the order.
  Change inOrderOfTime() {
    crossings.sort(Comparator.comparing(Crossing::from));
    return this;
  }

  Step step(int undecided) {
    var state =
        new ObjectState(
            from.object(),
            last,
            replaced,
            from.suspect(),
            course,
            lost,
            vague,
            visits,
            stays,
            history);
    return new Step(state, List.copyOf(crossings), Verdict.ACCEPTED, undecided);
  }
}
