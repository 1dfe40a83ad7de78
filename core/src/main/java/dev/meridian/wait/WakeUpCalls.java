package dev.meridian.wait;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Ends the waits of virtual threads that nothing else ended in time. Thread-safe.
///
/// A timed park of a virtual thread wakes the JDK's timer thread to note the time and again to
/// forget it, which costs more than most waits of a task are long. As nearly all of them end early,
/// one thread here looks after all: it sleeps until the first is due, and those that ended in the
/// meantime never woke it.
public final class WakeUpCalls {
  /// How much later than asked a call may come, in nanoseconds; shorter waits are timed by the JDK.
  static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long LONGEST_SLEEP = TimeUnit.SECONDS.toNanos(1);
  private static final Set<Call> CALLS = ConcurrentHashMap.newKeySet();
  private static volatile long nextLook = System.nanoTime();
  private static final Thread CALLER =
      Thread.ofPlatform().daemon().name("wake-up-calls").start(WakeUpCalls::callAll);

  private WakeUpCalls() {}

  /// Parks the current thread as [LockSupport#parkNanos(Object, long)] does, for up to 10 ms longer
  /// if it is a virtual one; may return early, like that.
  public static void park(Object blocker, long nanos) {
    if (nanos <= 2 * TICK || !Thread.currentThread().isVirtual()) {
      LockSupport.parkNanos(blocker, nanos);
      return;
    }
    Call call = new Call(Thread.currentThread(), System.nanoTime() + nanos);
    CALLS.add(call);
    try {
      if (call.due - nextLook < 0) {
        LockSupport.unpark(CALLER);
      }
      LockSupport.park(blocker);
    } finally {
      CALLS.remove(call);
    }
  }

  /// How many threads wait.
  static int waiting() {
    return CALLS.size();
  }

  // A call may be added after the look and before the sleep; it sees the time of the next look
  // then.
  private static void callAll() {
    while (true) {
      long now = System.nanoTime();
      nextLook = now + LONGEST_SLEEP;
      long sleep = LONGEST_SLEEP;
      for (Call call : CALLS) {
        long left = call.due - now;
        if (left <= 0) {
          LockSupport.unpark(call.thread);
        } else {
          sleep = Math.min(sleep, left);
        }
      }
      sleep = Math.max(sleep, TICK);
      nextLook = now + sleep;
      LockSupport.parkNanos(WakeUpCalls.class, sleep);
    }
  }

  /// One wait. A thread waits once at a time, so its number spreads them.
  private static final class Call {
    private final Thread thread;
    private final long due;

    Call(Thread thread, long due) {
      this.thread = thread;
      this.due = due;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(thread.threadId());
    }
  }
}
