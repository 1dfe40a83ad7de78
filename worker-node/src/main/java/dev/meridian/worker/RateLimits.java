package dev.meridian.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// How often tasks of each type may start on this worker: token buckets for one token, as Celery
/// has them, so starts are an interval apart and never come in a burst. Tasks wait here in the
/// order they came, each for a token of its own. Who would wait for long is told to come back
/// later, all at different times, so that neither its thread nor the prefetch of its queue is tied
/// up. Thread-safe.
final class RateLimits {
  /// How long a task waits here.
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /// After what time at the latest a task that was sent away asks again.
  static final Duration LONGEST = Duration.ofMinutes(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Bucket> buckets = new HashMap<>();
  private boolean closed;

  /// The tokens of one type, in [System#nanoTime()].
  private static final class Bucket {
    private final RateLimit limit;

    /// When the first token that nobody waits for is there.
    private long next;

    /// When the last of those who were sent away comes back.
    private long back;

    private Bucket(RateLimit limit, long now) {
      this.limit = limit;
      this.next = now;
      this.back = now;
    }

    private boolean isWithin(Duration patience, long now) {
      return next - now <= patience.toNanos();
    }

    /// Takes a token and says when it is there.
    private long take(long now) {
      long mine = Math.max(next, now);
      next = mine + limit.interval().toNanos();
      return mine;
    }

    /// Says when to come back.
    private Duration later(long now) {
      long after = Math.max(back, next) + limit.interval().toNanos();
      back = Math.min(after, now + LONGEST.toNanos());
      return Duration.ofNanos(back - now);
    }
  }

  /// Sets the limit of a type from now on, also for those who wait; none if it is empty.
  void set(String type, Optional<RateLimit> limit) {
    lock.lock();
    try {
      buckets.remove(type);
      limit.ifPresent(some -> buckets.put(type, new Bucket(some, System.nanoTime())));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The limit of a type; none if it has none.
  Optional<RateLimit> of(String type) {
    lock.lock();
    try {
      return Optional.ofNullable(buckets.get(type)).map(bucket -> bucket.limit);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until a task of a type may start, if that is soon.
  ///
  /// @param patience the most that is soon
  /// @return zero if it may start now, or nobody may any more as this is closed; else after what
  ///   time to ask again
  Duration admit(String type, Duration patience) {
    lock.lock();
    try {
      Bucket bucket = bucket(type);
      while (bucket != null) {
        long now = System.nanoTime();
        if (!bucket.isWithin(patience, now)) {
          return bucket.later(now);
        }
        bucket = awaitTime(type, bucket, bucket.take(now)) ? null : bucket(type);
      }
      return Duration.ZERO;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Bucket bucket(String type) {
    return closed ? null : buckets.get(type);
  }

  /// Waits until a time, or until the bucket is another one.
  ///
  /// @return whether the time has come
  private boolean awaitTime(String type, Bucket bucket, long time) {
    long left = time - System.nanoTime();
    try {
      while (left > 0 && bucket(type) == bucket) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
    return left <= 0;
  }

  /// Sends away those who wait, and holds up nobody any more.
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
