package dev.meridian.retry;

import dev.meridian.InvalidValueException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Whether a failed attempt is followed by another, and after how long. Immutable.
///
/// @param maxAttempts 1 (never again) to 100
/// @param backoff the waits between attempts
/// @param maxDelay the longest wait granted to a side that asked to be left alone; a longer one
///   ends the task
public record RetryPolicy(int maxAttempts, Backoff backoff, Duration maxDelay) {
  private static final int MOST = 100;

  /// Checks the range.
  public RetryPolicy {
    if (maxAttempts < 1 || maxAttempts > MOST) {
      throw new InvalidValueException("maxAttempts", maxAttempts, "1.." + MOST);
    }
  }

  /// Three attempts, 1 s and 2 s apart with half jitter; waits of up to 5 minutes if asked.
  public static RetryPolicy standard() {
    Backoff backoff = Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(30));
    return new RetryPolicy(3, backoff.withJitter(0.5), Duration.ofMinutes(5));
  }

  /// One attempt only.
  public static RetryPolicy never() {
    return new RetryPolicy(1, Backoff.fixed(Duration.ofSeconds(1)), Duration.ofMinutes(5));
  }

  /// The same policy with another number of attempts.
  public RetryPolicy withMaxAttempts(int attempts) {
    return new RetryPolicy(attempts, backoff, maxDelay);
  }

  /// The wait before the next attempt; empty if there is none.
  ///
  /// @param failures attempts made so far, all failed, at least 1
  /// @param asked for by the other side, for example with `Retry-After`
  public Optional<Duration> next(int failures, Optional<Duration> asked, RandomGenerator random) {
    if (failures >= maxAttempts || asked.filter(d -> d.compareTo(maxDelay) > 0).isPresent()) {
      return Optional.empty();
    }
    Duration own = backoff.after(failures, random);
    return Optional.of(asked.filter(d -> d.compareTo(own) > 0).orElse(own));
  }
}
