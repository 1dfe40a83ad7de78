package dev.meridian.gateway;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Where clients wait: bounds how many do (I5) and can send them all home. Thread-safe.
final class WaitingRoom {
  private static final int RETRY_AFTER_SECONDS = 5;

  private final int seats;
  private final Semaphore free;
  private final Set<Seat> taken = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  WaitingRoom(int seats) {
    this.seats = seats;
    this.free = new Semaphore(seats);
  }

  /// A wait, which gives up when interrupted.
  @FunctionalInterface
  interface Wait<T> {
    T run() throws InterruptedException;
  }

  /// Takes a seat for this thread, to be left by closing it.
  ///
  /// @throws Refusal if too many wait already
  Seat enter() {
    if (!free.tryAcquire()) {
      String detail = seats + " clients wait already; ask again later, or with respond-async";
      throw Problem.of(ProblemType.TOO_MANY_WAITING, detail)
          .retryAfter(RETRY_AFTER_SECONDS)
          .refusal();
    }
    return new Seat(Thread.currentThread());
  }

  /// How many wait now.
  int waiting() {
    return seats - free.availablePermits();
  }

  /// Ends all waits, now and from now on.
  void close() {
    closed = true;
    taken.forEach(Seat::interrupt);
  }

  /// Waits until nobody waits here.
  ///
  /// @return whether that came true within `timeout`
  boolean awaitEmpty(Duration timeout) throws InterruptedException {
    boolean empty = free.tryAcquire(seats, timeout.toNanos(), TimeUnit.NANOSECONDS);
    if (empty) {
      free.release(seats);
    }
    return empty;
  }

  /// The place of one that waits. For its thread only.
  final class Seat implements AutoCloseable {
    private final Thread thread;
    private boolean waiting;

    private Seat(Thread thread) {
      this.thread = thread;
    }

    /// Runs a wait on this thread.
    ///
    /// @param otherwise the outcome if the room is closed before the wait is over
    <T> T await(Wait<T> wait, Wait<T> otherwise) throws InterruptedException {
      mark(true);
      taken.add(this);
      try {
        if (!closed) {
          return wait.run();
        }
      } catch (InterruptedException e) {
        if (!closed) {
          throw e;
        }
      } finally {
        taken.remove(this);
        mark(false);
      }
      return otherwise.run();
    }

    @Override
    public void close() {
      free.release();
    }

    /// An interruption counts only during a wait; one that comes at its very end is forgotten.
    private synchronized void mark(boolean waits) {
      waiting = waits;
      if (!waits && closed) {
        boolean _ = Thread.interrupted();
      }
    }

    private synchronized void interrupt() {
      if (waiting) {
        thread.interrupt();
      }
    }
  }
}
