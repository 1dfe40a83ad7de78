package dev.meridian.worker;

import dev.meridian.route.Priority;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The right to run, for as many attempts at a time as the worker's concurrency. A free slot goes
/// to the highest priority class that waits. Thread-safe; the number may change at any time.
final class Slots {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition[] turn = new Condition[Priority.values().length];
  private final int[] waiting = new int[Priority.values().length];
  private int limit;
  private int used;
  private boolean closed;

  Slots(int limit) {
    this.limit = limit;
    for (int i = 0; i < turn.length; i++) {
      turn[i] = lock.newCondition();
    }
  }

  /// Waits for a slot.
  ///
  /// @return whether there is one; false once closed
  boolean acquire(Priority priority) {
    int rank = priority.ordinal();
    lock.lock();
    try {
      waiting[rank]++;
      while (!closed && (used >= limit || higherWaits(rank))) {
        turn[rank].awaitUninterruptibly();
      }
      waiting[rank]--;
      used += closed ? 0 : 1;
      wakeNext();
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /// Gives out no further slots and sends away those who wait.
  void close() {
    lock.lock();
    try {
      closed = true;
      for (Condition condition : turn) {
        condition.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  void release() {
    lock.lock();
    try {
      used--;
      wakeNext();
    } finally {
      lock.unlock();
    }
  }

  void resize(int limit) {
    lock.lock();
    try {
      this.limit = limit;
      wakeNext();
    } finally {
      lock.unlock();
    }
  }

  int limit() {
    lock.lock();
    try {
      return limit;
    } finally {
      lock.unlock();
    }
  }

  int used() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }

  /// How many wait for a slot.
  int waiting() {
    lock.lock();
    try {
      int sum = 0;
      for (int n : waiting) {
        sum += n;
      }
      return sum;
    } finally {
      lock.unlock();
    }
  }

  private boolean higherWaits(int rank) {
    for (int i = 0; i < rank; i++) {
      if (waiting[i] > 0) {
        return true;
      }
    }
    return false;
  }

  private void wakeNext() {
    if (used >= limit) {
      return;
    }
    for (int i = 0; i < turn.length; i++) {
      if (waiting[i] > 0) {
        turn[i].signal();
        return;
      }
    }
  }
}
