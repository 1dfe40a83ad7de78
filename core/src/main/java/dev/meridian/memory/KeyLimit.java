package dev.meridian.memory;

import dev.meridian.limit.Limits.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/// What is taken of one key's limit. The rate is kept by the generic cell rate algorithm (ITU-T
/// I.371, annex A): one instant says when the bucket will be full again. Not thread-safe.
final class KeyLimit {
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);
  // A permit may come back at any time, so asking again makes sense soon.
  private static final Duration ASK_AGAIN = Duration.ofMillis(50);

  private final Map<Long, Instant> leases = new HashMap<>();
  private Instant full = Instant.EPOCH;
  private Instant parked = Instant.EPOCH;
  private Instant end = Instant.EPOCH;
  private long taken;

  /// How long until a permit may be there; zero or less if it is.
  Duration untilNext(Limit limit, Instant now) {
    leases.values().removeIf(until -> !until.isAfter(now));
    Duration untilUnparked = Duration.between(now, parked);
    Duration saved = interval(limit).multipliedBy(limit.burst() - 1L);
    Duration untilInRate = Duration.between(now, full).minus(saved);
    return max(max(untilUnparked, untilInRate), untilReturned(limit, now));
  }

  private Duration untilReturned(Limit limit, Instant now) {
    if (leases.size() < limit.permits()) {
      return Duration.ZERO;
    }
    Duration untilFree = Duration.between(now, Collections.min(leases.values()));
    return untilFree.compareTo(ASK_AGAIN) < 0 ? untilFree : ASK_AGAIN;
  }

  /// Takes a permit.
  ///
  /// @return its number
  long take(Limit limit, Instant now) {
    full = max(full, now).plus(interval(limit));
    Instant lease = now.plus(limit.lease());
    leases.put(++taken, lease);
    end = max(end, max(full, lease));
    return taken;
  }

  /// Begins the lease of a permit anew, unless it has ended.
  void renew(long number, Limit limit, Instant now) {
    if (leases.getOrDefault(number, now).isAfter(now)) {
      Instant lease = now.plus(limit.lease());
      leases.put(number, lease);
      end = max(end, lease);
    }
  }

  void giveBack(long number) {
    leases.remove(number);
  }

  void park(Instant until) {
    parked = max(parked, until);
    end = max(end, until);
  }

  /// When nothing is taken any more, whatever happens.
  Instant end() {
    return end;
  }

  private static Duration interval(Limit limit) {
    double nanos = 1e9 / limit.perSecond();
    Duration interval = Duration.ofNanos((long) nanos);
    return interval.compareTo(LONGEST_INTERVAL) < 0 ? interval : LONGEST_INTERVAL;
  }

  private static <T extends Comparable<T>> T max(T a, T b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
