package dev.meridian.fence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All that is remembered of one object between two fixes. Immutable.
///
/// @param object its id; empty if it has none
/// @param last the last fix believed; null before the first
/// @param replaced whether it took the place of another of the same time
/// @param suspect a fix that is not believed yet; null if there is none
/// @param course how it moves; null as long as it never did
/// @param lost whether it was told that the object is lost
/// @param vague whether no fix has yet said where it is of most fences: the first that does is its
///   first fix to them
/// @param visits how many visits there were
/// @param stays by id, the fences it is inside of (in at most one of each exclusive group), may
///   become inside of, or was never decided about, and those outside of which something was told;
///   of all others it is outside
/// @param history the last visits that are over, oldest first, at most 16
public record ObjectState(
    String object,
    @Nullable Fix last,
    boolean replaced,
    @Nullable Fix suspect,
    @Nullable Course course,
    boolean lost,
    boolean vague,
    long visits,
    SortedMap<String, Stay> stays,
    List<Visit> history) {
  /// Of an object without an id that nobody has heard of.
  public static final ObjectState NEW = of("");

  private static final int MOST_VISITS = 16;

  /// A visit that is over.
  ///
  /// @param fence the id
  /// @param from when it began
  /// @param to when it ended
  /// @param late whether it is known of fixes that came late
  public record Visit(String fence, Instant from, Instant to, boolean late) {
    boolean covers(Instant time) {
      return !time.isBefore(from) && !time.isAfter(to);
    }

    /// Whether it is of late fixes, and one more is so near that it may be of the same visit.
    private boolean mayHave(String id, Instant time, Duration maxGap) {
      return late
          && fence.equals(id)
          && !time.isBefore(from.minus(maxGap))
          && !time.isAfter(to.plus(maxGap));
    }

    private Visit with(Instant time) {
      return new Visit(
          fence, time.isBefore(from) ? time : from, time.isAfter(to) ? time : to, true);
    }
  }

  /// Copies what could change.
  public ObjectState {
    stays =
        stays.isEmpty()
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(stays));
    history = List.copyOf(history);
  }

  /// Of an object nobody has heard of.
  public static ObjectState of(String object) {
    return new ObjectState(
        object, null, false, null, null, false, false, 0, new TreeMap<>(), List.of());
  }

  /// The ids of the fences it is known to have visited at that time.
  Set<String> visited(Instant time) {
    Set<String> visited = new HashSet<>();
    for (Stay stay : stays.values()) {
      if (stay.isInside() && !time.isBefore(stay.since())) {
        visited.add(stay.fence().id());
      }
    }
    history.stream().filter(visit -> visit.covers(time)).forEach(it -> visited.add(it.fence()));
    return visited;
  }

  /// Whether the history reaches back that far.
  boolean remembers(Instant time) {
    return history.size() < MOST_VISITS || !time.isBefore(history.getFirst().from());
  }

  static List<Visit> extended(List<Visit> history, Visit visit) {
    List<Visit> all = new ArrayList<>(history);
    all.add(visit);
    return all.size() <= MOST_VISITS ? all : all.subList(1, all.size());
  }

  /// The history with one more late fix inside of a fence in one of its late visits; the same if
  /// there is none that it may be of.
  static List<Visit> widened(List<Visit> history, String id, Instant time, Duration maxGap) {
    for (int i = 0; i < history.size(); i++) {
      if (history.get(i).mayHave(id, time, maxGap)) {
        List<Visit> all = new ArrayList<>(history);
        all.set(i, history.get(i).with(time));
        return all;
      }
    }
    return history;
  }

  /// The history with a late visit before those that began later.
  static List<Visit> inserted(List<Visit> history, Visit visit) {
    int at = 0;
    while (at < history.size() && !history.get(at).from().isAfter(visit.from())) {
      at++;
    }
    List<Visit> all = new ArrayList<>(history);
    all.add(at, visit);
    return all.size() <= MOST_VISITS ? all : all.subList(1, all.size());
  }

  ObjectState withHistory(List<Visit> now) {
    return new ObjectState(
        object, last, replaced, suspect, course, lost, vague, visits, stays, now);
  }

  /// The same, with the outlines of fences that it was in when it was kept, and that the reader did
  /// not have yet: see [StateJson].
  public ObjectState knowing(FenceIndex fences) {
    SortedMap<String, Stay> known = null;
    for (Stay stay : stays.values()) {
      Fence now = stay.isOfUnknownOutline() ? fences.fence(stay.fence().id()).orElse(null) : null;
      if (now != null && now.version() == stay.fence().version()) {
        known = known == null ? new TreeMap<>(stays) : known;
        known.put(now.id(), stay.of(now));
      }
    }
    return known == null
        ? this
        : new ObjectState(
            object, last, replaced, suspect, course, lost, vague, visits, known, history);
  }

  /// After a fix that changed no stay.
  ObjectState after(Fix fix, @Nullable Course now) {
    boolean replaces = last != null && last.time().equals(fix.time());
    return new ObjectState(
        object, fix, replaces, suspect, now, false, vague, visits, stays, history);
  }

  ObjectState withSuspect(@Nullable Fix fix) {
    return new ObjectState(
        object, last, replaced, fix, course, lost, vague, visits, stays, history);
  }
}
