package dev.meridian.limit;

import java.time.Duration;
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

  /// What an acquisition got.
  ///
  /// @param permit empty if there is none now
  /// @param retryAfter how long to wait before asking again makes sense; zero with a permit
  record Acquisition(Optional<Permit> permit, Duration retryAfter) {}

  /// A right to proceed, to be given back.
  interface Permit extends AutoCloseable {
    /// Gives it back. Idempotent; never throws, as the lease frees it anyway.
    @Override
    void close();
  }

  /// Tries to acquire a permit, without waiting.
  Acquisition tryAcquire(String key, Limit limit);

  /// Stops all acquisitions of a key for a while: the other side asked to be left alone. The longer
  /// of several such wishes holds.
  void park(String key, Duration duration);
}
