package dev.meridian.wait;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A queue that any thread adds to and one at a time takes from. It does not bound itself: for
/// those who know how much is going to come.
///
/// @param <T> what is queued
public final class Inbox<T> {
  private final Queue<T> queue = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Thread taker;

  /// Adds one.
  public void add(T item) {
    queue.add(item);
    LockSupport.unpark(taker);
  }

  /// Takes the oldest; waits for one.
  ///
  /// @return it; null if none came within `wait`
  /// @throws InterruptedException if interrupted while waiting
  public @Nullable T poll(Duration wait) throws InterruptedException {
    T item = queue.poll();
    if (item != null) {
      return item;
    }
    long end = System.nanoTime() + wait.toNanos();
    taker = Thread.currentThread();
    try {
      while ((item = queue.poll()) == null) {
        long nanos = end - System.nanoTime();
        if (nanos <= 0) {
          return null;
        }
        WakeUpCalls.park(this, nanos);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return item;
    } finally {
      taker = null;
    }
  }

  /// Takes what comes in some time; returns early once there is enough, or when interrupted, which
  /// it leaves to be seen.
  ///
  /// @param enough how many; 0 to wait whatever comes
  public List<T> collect(int enough, Duration wait) {
    List<T> items = new ArrayList<>();
    long end = System.nanoTime() + wait.toNanos();
    try {
      while (enough == 0 || items.size() < enough) {
        T item = poll(Duration.ofNanos(end - System.nanoTime()));
        if (item == null) {
          break;
        }
        items.add(item);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return items;
  }
}
