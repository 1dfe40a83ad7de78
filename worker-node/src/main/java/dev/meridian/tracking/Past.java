package dev.meridian.tracking;

import dev.meridian.fence.Fix;
import dev.meridian.fence.Tracker.Verdict;
import dev.meridian.track.Position;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What is known of an object's track, to judge positions that come late: one that was evaluated
/// before must not be told again, and one that is too old to know that is left alone. Not
/// thread-safe.
final class Past {
  private final NavigableMap<Instant, Fix> fixes = new TreeMap<>();
  private final boolean complete;
  private final double maxSpeed;

  /// @param track the positions kept
  /// @param most how many are kept at most
  /// @param maxSpeed metres per second
  Past(List<Position> track, int most, double maxSpeed) {
    track.forEach(position -> fixes.put(position.time(), Fixes.of(position)));
    this.complete = track.size() < most;
    this.maxSpeed = maxSpeed;
  }

  /// What a late fix is: a duplicate, suspect as the object cannot have been there between the
  /// fixes before and after, or late.
  Verdict judge(Fix fix) {
    if (fixes.containsKey(fix.time())) {
      return Verdict.DUPLICATE;
    }
    boolean nowhere = fix.at().lon() == 0 && fix.at().lat() == 0;
    boolean possible =
        agrees(fixes.floorEntry(fix.time()), fix) && agrees(fixes.ceilingEntry(fix.time()), fix);
    return nowhere || !possible ? Verdict.SUSPECT : Verdict.LATE;
  }

  /// Whether it would be known if the fix had been evaluated before.
  boolean reachesBackTo(Fix fix) {
    return complete || (!fixes.isEmpty() && !fix.time().isBefore(fixes.firstKey()));
  }

  /// Takes note of a late fix.
  void add(Fix fix) {
    fixes.put(fix.time(), fix);
  }

  private boolean agrees(Map.Entry<Instant, Fix> near, Fix fix) {
    return near == null || Movement.isPossible(near.getValue(), fix, maxSpeed);
  }
}
