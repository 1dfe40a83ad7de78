package dev.meridian.worker;

import dev.meridian.limit.LimitRules;
import dev.meridian.limit.Limits;
import dev.meridian.limit.Limits.Acquisition;
import dev.meridian.limit.Limits.Claim;
import dev.meridian.limit.Limits.Permit;
import dev.meridian.result.StoreException;
import dev.meridian.wire.Message;
import dev.meridian.wire.MessageLabel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where tasks wait for the permits they need, before they wait for a slot: a task that may not run
/// takes no room from one that may. Thread-safe; bounded by the deliveries that wait.
///
/// For each limit one task at a time asks the store, so that a thousand who wait ask no more often
/// than one; the others stand behind it, in turns by lane. It asks again when the store told it to,
/// or at once when a permit of that limit is given back here. Without the store nothing is
/// permitted.
final class PermitDesk {
  private static final Logger LOG = LoggerFactory.getLogger(PermitDesk.class);
  private static final Duration SHORTEST = Duration.ofMillis(5);
  private static final Duration WITHOUT_STORE = Duration.ofMillis(500);
  private static final Permit FREE =
      new Permit() {
        @Override
        public void close() {}

        @Override
        public void renew() {}
      };

  private final Limits limits;
  private final Supplier<LimitRules> rules;
  private final long patienceNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Line> lines = new HashMap<>(); // guarded by the lock
  private final Set<Permit> held = ConcurrentHashMap.newKeySet();
  private volatile boolean closed; // written under the lock
  private volatile boolean storeIsDown;

  /// How the wait of a task ended.
  sealed interface Turn {
    /// It may run, and gives this back after.
    record Granted(Permit permit) implements Turn {}

    /// It waited for too long, or the desk is closed: another worker may have it.
    record Refused() implements Turn {}
  }

  /// Those who wait for one limit; guarded by the lock.
  private static final class Line {
    private final Rotation<Condition> waiting = new Rotation<>();
    private long returned;
  }

  /// A task that waits.
  ///
  /// @param lane it came from
  /// @param claims of it
  /// @param end when it has waited for too long, by [System#nanoTime()]
  private record Waiter(Object lane, List<Claim> claims, long end) {
    long left() {
      return end - System.nanoTime();
    }
  }

  /// @param rules in force at the moment
  /// @param patience after which a task is refused
  PermitDesk(Limits limits, Supplier<LimitRules> rules, Duration patience) {
    this.limits = limits;
    this.rules = rules;
    this.patienceNanos = patience.toNanos();
  }

  /// Waits until the task of a message may run.
  ///
  /// @param lane the message came from
  Turn take(Message message, Object lane) {
    LimitRules now = rules.get();
    if (now.rules().isEmpty()) {
      return new Turn.Granted(FREE);
    }
    MessageLabel label = MessageLabel.of(message);
    List<Claim> claims = now.claims(label.type(), label.key());
    return claims.isEmpty()
        ? new Turn.Granted(FREE)
        : take(new Waiter(lane, claims, System.nanoTime() + patienceNanos));
  }

  /// Stands in the line of one limit after the other, as long as it is another that refuses.
  private Turn take(Waiter waiter) {
    String limit = waiter.claims().getFirst().key();
    while (true) {
      Acquisition got = standInLine(limit, waiter);
      if (got.permit().isPresent()) {
        return new Turn.Granted(hold(got.permit().get(), waiter.claims()));
      }
      if (got.refusing().equals(limit)) {
        return new Turn.Refused();
      }
      limit = got.refusing();
    }
  }

  /// Waits for its turn in the line of a limit, and then for a permit, or that another limit
  /// refuses.
  private Acquisition standInLine(String limit, Waiter waiter) {
    Condition turn = lock.newCondition();
    Line line = join(limit, waiter, turn);
    try {
      Acquisition got = Acquisition.refused(limit, Duration.ZERO);
      long returned = awaitTurn(line, waiter, turn);
      while (!closed && waiter.left() > 0) {
        got = ask(waiter.claims(), limit);
        if (got.permit().isPresent() || !got.refusing().equals(limit)) {
          break;
        }
        returned = rest(line, turn, returned, Math.min(waiter.left(), nanos(got.retryAfter())));
      }
      return got;
    } finally {
      leave(limit, waiter, turn);
    }
  }

  private Acquisition ask(List<Claim> claims, String limit) {
    try {
      Acquisition got = limits.tryAcquire(claims);
      storeIsDown = false;
      return got;
    } catch (StoreException e) {
      if (!storeIsDown) {
        LOG.warn("limited tasks wait: {}", e.getMessage());
      }
      storeIsDown = true;
      return Acquisition.refused(limit, WITHOUT_STORE);
    }
  }

  private Line join(String limit, Waiter waiter, Condition turn) {
    lock.lock();
    try {
      Line line = lines.computeIfAbsent(limit, _ -> new Line());
      line.waiting.add(waiter.lane(), turn);
      return line;
    } finally {
      lock.unlock();
    }
  }

  private void leave(String limit, Waiter waiter, Condition turn) {
    lock.lock();
    try {
      Line line = lines.get(limit);
      if (line != null) {
        line.waiting.remove(waiter.lane(), turn);
        wake(line);
        if (line.waiting.size() == 0) {
          lines.remove(limit);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// @return how many permits were given back until then
  @SuppressWarnings("ReferenceEquality") // each who waits has a condition of its own
  private long awaitTurn(Line line, Waiter waiter, Condition turn) {
    lock.lock();
    try {
      long left = waiter.left();
      while (!closed && left > 0 && line.waiting.first() != turn) {
        left = await(turn, left);
      }
      return line.returned;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the time is over or more permits than `returned` were given back.
  ///
  /// @return how many were by then
  private long rest(Line line, Condition turn, long returned, long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (!closed && left > 0 && line.returned == returned) {
        left = await(turn, left);
      }
      return line.returned;
    } finally {
      lock.unlock();
    }
  }

  /// Nobody interrupts a task that has not begun.
  @SuppressWarnings("WaitNotInLoop") // its callers wait in loops
  private static long await(Condition turn, long nanos) {
    try {
      return turn.awaitNanos(nanos);
    } catch (InterruptedException e) {
      LOG.trace("interrupted while waiting for a permit");
      return nanos;
    }
  }

  private static void wake(Line line) {
    Condition first = line.waiting.first();
    if (first != null) {
      first.signal();
    }
  }

  private Permit hold(Permit permit, List<Claim> claims) {
    Permit mine =
        new Permit() {
          @Override
          public void close() {
            if (held.remove(this)) {
              permit.close();
              returned(claims);
            }
          }

          @Override
          public void renew() {
            permit.renew();
          }
        };
    held.add(mine);
    return mine;
  }

  private void returned(List<Claim> claims) {
    lock.lock();
    try {
      for (Claim claim : claims) {
        Line line = lines.get(claim.key());
        if (line != null) {
          line.returned++;
          wake(line);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Begins the leases of all permits anew that are held here.
  ///
  /// @throws StoreException if the store does not answer
  void renew() {
    held.forEach(Permit::renew);
  }

  /// How many permits are held here.
  int held() {
    return held.size();
  }

  /// Refuses those who wait and those who come.
  void close() {
    lock.lock();
    try {
      closed = true;
      lines.values().forEach(line -> line.waiting.forEach(Condition::signal));
    } finally {
      lock.unlock();
    }
  }

  private static long nanos(Duration wait) {
    return Math.max(SHORTEST.toNanos(), wait.toNanos());
  }
}
