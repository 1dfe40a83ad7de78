package dev.meridian.control;

import java.util.concurrent.atomic.AtomicLong;

/// A logical clock (L. Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System",
/// 1978), which orders what nodes with different wall clocks say. Thread-safe.
public final class LamportClock {
  private final AtomicLong value = new AtomicLong();

  /// The time now.
  public long value() {
    return value.get();
  }

  /// The time of something about to be sent.
  public long forward() {
    return value.incrementAndGet();
  }

  /// Notes the time of something received; what is not a sane time is taken for 0.
  public void adjust(long other) {
    long sane = other < 0 || other > Long.MAX_VALUE / 2 ? 0 : other;
    value.updateAndGet(own -> Math.max(own, sane) + 1);
  }
}
