package dev.meridian.worker;

import dev.meridian.route.Priority;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The right to run, for as many attempts at a time as the worker's concurrency. A free slot goes
/// to the highest priority class that waits. Thread-safe; the number may change at any time.
final class Slots {
  private final ReentrantLock lock = new ReentrantLock();

  /// In the order of priority.
  private final Map<Priority, Lane> lanes = new EnumMap<>(Priority.class);

  private int limit;
  private int used;
  private boolean closed;

  /// Those of one priority class who wait.
  private static final class Lane {
    private final Condition turn;
    private int waiting;

    private Lane(Condition turn) {
      this.turn = turn;
    }
  }

  Slots(int limit) {
    this.limit = limit;
    for (Priority priority : Priority.values()) {
      lanes.put(priority, new Lane(lock.newCondition()));
    }
  }

  /// Waits for a slot.
  ///
  /// @return whether there is one; false once closed
  boolean acquire(Priority priority) {
    lock.lock();
    try {
      Lane lane = Objects.requireNonNull(lanes.get(priority));
      lane.waiting++;
      while (!closed && (used >= limit || first() != lane)) {
        lane.turn.awaitUninterruptibly();
      }
      lane.waiting--;
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
      lanes.values().forEach(lane -> lane.turn.signalAll());
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
      return lanes.values().stream().mapToInt(lane -> lane.waiting).sum();
    } finally {
      lock.unlock();
    }
  }

  /// The highest class in which somebody waits; null if nobody does.
  private @Nullable Lane first() {
    for (Lane lane : lanes.values()) {
      if (lane.waiting > 0) {
        return lane;
      }
    }
    return null;
  }

  private void wakeNext() {
    Lane next = first();
    if (used < limit && next != null) {
      next.turn.signal();
    }
  }
}
