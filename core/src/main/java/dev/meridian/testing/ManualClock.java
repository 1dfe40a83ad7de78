package dev.meridian.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands still until it is told to go on. Thread-safe.
public final class ManualClock implements InstantSource {
  private final AtomicReference<Instant> now;

  /// A clock that shows `start`.
  public ManualClock(Instant start) {
    this.now = new AtomicReference<>(start);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /// Goes on by `step`, which may be negative.
  ///
  /// @return the time it shows then
  public Instant advance(Duration step) {
    return now.updateAndGet(instant -> instant.plus(step));
  }

  /// Shows `instant` from now on.
  public void set(Instant instant) {
    now.set(instant);
  }
}
