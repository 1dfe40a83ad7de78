package dev.meridian.task;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Makes ids that sort by the time they were made and cannot be guessed: UUIDs of version 7 (RFC
/// 9562, section 5.7) whose millisecond is followed by a 12-bit counter (section 6.2, method 1) and
/// 62 random bits. Thread-safe if its random source is; strictly increasing within one instance,
/// also when the clock steps back.
public final class IdSource {
  private static final int COUNTER_BITS = 12;

  private final InstantSource clock;
  private final RandomGenerator random;
  private long last;

  /// Ids from this clock and this random source, which must be a secure one outside tests.
  public IdSource(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /// A new id for a request.
  public RequestId nextRequest() {
    return new RequestId(next().toString());
  }

  /// A new id for a task.
  public TaskId nextTask() {
    return new TaskId(next().toString());
  }

  private UUID next() {
    long stamp = nextStamp();
    long millis = stamp >>> COUNTER_BITS;
    long counter = stamp & 0xFFF;
    long high = (millis << 16) | 0x7000 | counter;
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private synchronized long nextStamp() {
    last = Math.max(clock.millis() << COUNTER_BITS, last + 1);
    return last;
  }
}
