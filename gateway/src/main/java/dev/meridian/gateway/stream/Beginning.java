package dev.meridian.gateway.stream;

import dev.meridian.track.CrossingLog;
import dev.meridian.track.Place;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// From where crossings of a region are told to those who had not heard of it: all of a region that
/// is new, but of another one, whose log may hold weeks, those since then. Blocks. Thread-safe.
///
/// @param log of the crossings
record Beginning(CrossingLog log) {
  /// How long before a region was heard of its first crossing may be if it is new.
  private static final Duration NEW = Duration.ofHours(1);

  /// How much of the other ones is told from before, as clocks differ.
  private static final Duration GRACE = Duration.ofMinutes(1);

  /// By region, the place before the first crossing to tell.
  ///
  /// @param millis when none of these regions was known last, by the clock
  Map<String, Place> of(Collection<String> regions, long millis) {
    Map<String, Place> places = new HashMap<>();
    log.end(regions).forEach((region, end) -> places.put(region, of(region, end, millis)));
    return places;
  }

  private Place of(String region, String end, long millis) {
    Place last = Place.of(end);
    Place old = before(millis, NEW);
    if (last.compareTo(old) >= 0
        && log.hasGap(region, old.toString())
        && !log.hasGap(region, CrossingLog.BEGIN)) {
      return CrossingFollower.BEGIN;
    }
    Place since = before(millis, GRACE);
    return last.compareTo(since) < 0 ? last : since;
  }

  private static Place before(long millis, Duration time) {
    return new Place(Math.max(0, millis - time.toMillis()), 0);
  }
}
