package dev.meridian.retry;

import dev.meridian.InvalidValueException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt. Implementations are thread-safe.
@FunctionalInterface
public interface Backoff {
  /// The wait after the `failures`-th failed attempt, counted from 1; never negative.
  Duration after(int failures, RandomGenerator random);

  /// Always the same wait.
  static Backoff fixed(Duration delay) {
    requirePositive("delay", delay);
    return (failures, random) -> delay;
  }

  /// `first`, then twice as long each time, at most `max`.
  static Backoff exponential(Duration first, Duration max) {
    requirePositive("first", first);
    requirePositive("max", max);
    return (failures, random) -> {
      double millis = first.toMillis() * Math.pow(2, Math.max(0, failures - 1));
      return millis >= max.toMillis() ? max : Duration.ofMillis((long) millis);
    };
  }

  /// The same waits, each drawn evenly from the last `fraction` of it, so that many failures at one
  /// time are not tried again at one time. 1.0 is "full jitter", 0.5 "equal jitter" (Brooker,
  /// "Exponential Backoff And Jitter", 2015).
  default Backoff withJitter(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new InvalidValueException("jitter", fraction, "0..1");
    }
    return (failures, random) -> {
      long millis = after(failures, random).toMillis();
      return Duration.ofMillis(Math.round(millis * (1 - fraction * random.nextDouble())));
    };
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new InvalidValueException(name, value, "a positive duration");
    }
  }
}
