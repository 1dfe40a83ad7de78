package dev.meridian.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Waits of many for news on one channel, without a connection for each. As a wake-up may be lost
/// with a connection, all look again now and then, too. Thread-safe.
final class WakeUp {
  private final Subscriber subscriber;
  private final String channel;
  private final AtomicBoolean subscribed = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition heard = lock.newCondition();
  private long news; // guarded by the lock

  WakeUp(Subscriber subscriber, String channel) {
    this.subscriber = subscriber;
    this.channel = channel;
  }

  /// Looks until something is found or the time is over.
  ///
  /// @param pause the longest time between two looks
  /// @param isNothing whether what was found is nothing
  /// @return what was found last
  <T> T await(Duration wait, Duration pause, Supplier<T> look, Predicate<T> isNothing) {
    long end = System.nanoTime() + wait.toNanos();
    if (!wait.isZero()) {
      subscribe();
    }
    while (true) {
      long before = news();
      T found = look.get();
      long left = end - System.nanoTime();
      if (!isNothing.test(found)
          || left <= 0
          || !isHeard(before, Math.min(left, pause.toNanos()))) {
        return found;
      }
    }
  }

  // The first one subscribes, for good; nobody else waits for that.
  private void subscribe() {
    if (subscribed.compareAndSet(false, true)) {
      AutoCloseable _ = subscriber.onResume(this::tell);
      boolean _ = subscriber.add(List.of(channel), (_, _) -> tell());
      tell();
    }
  }

  private void tell() {
    lock.lock();
    try {
      news++;
      heard.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long news() {
    lock.lock();
    try {
      return news;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for news, or for the time to pass.
  ///
  /// @return false if interrupted
  private boolean isHeard(long before, long nanos) {
    lock.lock();
    try {
      long end = System.nanoTime() + nanos;
      for (long left = nanos; news == before && left > 0; left = end - System.nanoTime()) {
        boolean _ = heard.await(left, TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
