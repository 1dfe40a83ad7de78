package dev.meridian.worker;

import dev.meridian.route.Priority;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The right to run, for as many attempts at a time as the worker's concurrency. A free slot goes
/// to the highest priority class that waits, and within it to one lane after the other, so that a
/// lane in which many wait takes no more than its share. Thread-safe; the number may change at any
/// time.
final class Slots {
  private final ReentrantLock lock = new ReentrantLock();

  /// In the order of priority.
  private final Map<Priority, Rotation<Condition>> classes = new EnumMap<>(Priority.class);

  private int limit;
  private int used;
  private boolean closed;

  Slots(int limit) {
    this.limit = limit;
    for (Priority priority : Priority.values()) {
      classes.put(priority, new Rotation<>());
    }
  }

  /// Waits for a slot.
  ///
  /// @param lane of that class; each has its turn
  /// @return whether there is one; false once closed
  @SuppressWarnings("ReferenceEquality") // each who waits has a condition of its own
  boolean acquire(Priority priority, Object lane) {
    lock.lock();
    try {
      Rotation<Condition> waiting = Objects.requireNonNull(classes.get(priority));
      Condition turn = lock.newCondition();
      waiting.add(lane, turn);
      while (!closed && (used >= limit || first() != turn)) {
        turn.awaitUninterruptibly();
      }
      waiting.remove(lane, turn);
      used += closed ? 0 : 1;
      wakeNext();
      return !closed;
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

  /// Gives out no further slots and sends away those who wait.
  void close() {
    lock.lock();
    try {
      closed = true;
      classes.values().forEach(waiting -> waiting.forEach(Condition::signal));
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
      return classes.values().stream().mapToInt(Rotation::size).sum();
    } finally {
      lock.unlock();
    }
  }

  /// Whose turn it is; null if nobody waits.
  private @Nullable Condition first() {
    for (Rotation<Condition> waiting : classes.values()) {
      Condition first = waiting.first();
      if (first != null) {
        return first;
      }
    }
    return null;
  }

  private void wakeNext() {
    Condition next = first();
    if (used < limit && next != null) {
      next.signal();
    }
  }
}
