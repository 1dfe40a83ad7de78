package dev.meridian.limit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Limits on rate and concurrency by key (a source, a tenant), kept across all workers of all
/// regions. Thread-safe; blocks. Throws [dev.meridian.result.StoreException] if it cannot be
/// reached. Run the contract suite `LimitsContract` against every implementation.
public interface Limits {
  /// A limit.
  ///
  /// @param permits the most holders at a time, at least 1
  /// @param perSecond the most acquisitions a second on average, greater than 0; infinite for no
  ///   limit
  /// @param burst how many may come at once after a pause, at least 1
  /// @param lease after which a permit that was not returned (its holder died) is free again
  record Limit(int permits, double perSecond, int burst, Duration lease) {}

  /// A limit to be kept.
  ///
  /// @param key whose
  /// @param limit the same for all who claim this key
  record Claim(String key, Limit limit) {}

  /// What an acquisition got.
  ///
  /// @param permit empty if there is none now
  /// @param retryAfter how long to wait before asking again makes sense; zero with a permit
  /// @param refusing the key of the first claim that is not met now; empty with a permit
  record Acquisition(Optional<Permit> permit, Duration retryAfter, String refusing) {
    /// With a permit.
    public static Acquisition of(Permit permit) {
      return new Acquisition(Optional.of(permit), Duration.ZERO, "");
    }

    /// Without one.
    public static Acquisition refused(String key, Duration retryAfter) {
      return new Acquisition(Optional.empty(), retryAfter, key);
    }
  }

  /// A right to proceed, to be given back.
  interface Permit extends AutoCloseable {
    /// Gives it back. Idempotent; never throws, as the lease frees it anyway.
    @Override
    void close();

    /// Begins its leases anew; does nothing where one has ended, or it was given back.
    void renew();
  }

  /// Tries to acquire a permit, without waiting.
  default Acquisition tryAcquire(String key, Limit limit) {
    return tryAcquire(List.of(new Claim(key, limit)));
  }

  /// Tries to acquire one permit for all these claims, without waiting: if one is not met, nothing
  /// is taken of the others.
  ///
  /// @param claims at least one, of different keys
  Acquisition tryAcquire(List<Claim> claims);

  /// Stops all acquisitions of a key for a while: the other side asked to be left alone. The longer
  /// of several such wishes holds.
  void park(String key, Duration duration);
}
