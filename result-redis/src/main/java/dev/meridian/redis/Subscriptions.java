package dev.meridian.redis;

import dev.meridian.redis.Subscriber.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// Who hears of which channel, and what of it the server knows. Thread-safe.
///
/// The wish is `sinks`, what was sent on the current connection is `sent`, and `changed` holds the
/// channels in which they may differ. Each batch brings the two together; as one batch is under way
/// at a time, the wishes of all who come meanwhile share the next one. The lock is held for updates
/// of these fields only, never for I/O.
final class Subscriptions {
  private static final int CHANNELS_PER_COMMAND = 1_000;

  /// What to write to a connection.
  record Batch(Wire wire, List<CommandArguments> commands) {}

  private final long pingNanos;
  private final Map<String, List<Sink>> sinks = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition acknowledged = lock.newCondition();
  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> sent = new HashSet<>();
  private @Nullable Wire wire;
  private boolean underWay;
  private boolean resuming;
  private long lastBatch;
  private volatile long lastAcknowledged; // written under the lock

  Subscriptions(Duration ping) {
    this.pingNanos = ping.toNanos();
  }

  Set<String> channels() {
    return sinks.keySet();
  }

  List<Sink> sinks(String channel) {
    return sinks.getOrDefault(channel, List.of());
  }

  /// @return the number of the batch that will contain the wish at the latest
  long add(Collection<String> channels, Sink sink) {
    lock.lock();
    try {
      channels.forEach(channel -> sinks.merge(channel, List.of(sink), Subscriptions::joined));
      return change(channels);
    } finally {
      lock.unlock();
    }
  }

  void remove(Collection<String> channels, Sink sink) {
    lock.lock();
    try {
      channels.forEach(channel -> sinks.computeIfPresent(channel, (_, all) -> without(all, sink)));
      change(channels);
    } finally {
      lock.unlock();
    }
  }

  private long change(Collection<String> channels) {
    changed.addAll(channels);
    work.signal();
    return lastBatch + 1;
  }

  private static List<Sink> joined(List<Sink> all, List<Sink> more) {
    List<Sink> joined = new ArrayList<>(all);
    joined.addAll(more);
    return List.copyOf(joined);
  }

  private static @Nullable List<Sink> without(List<Sink> all, Sink sink) {
    List<Sink> rest = all.stream().filter(other -> !other.equals(sink)).toList();
    return rest.isEmpty() ? null : rest;
  }

  /// Waits until a batch is acknowledged.
  ///
  /// @return whether it is; if not, time is up or the thread was interrupted and still is
  boolean await(long batch, Duration timeout) {
    long nanos = timeout.toNanos();
    lock.lock();
    try {
      while (lastAcknowledged < batch && nanos > 0) {
        nanos = acknowledged.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return lastAcknowledged >= batch;
  }

  /// Starts over on a new connection, with all channels.
  void attach(Wire wire) {
    lock.lock();
    try {
      this.wire = wire;
      sent.clear();
      changed.addAll(sinks.keySet());
      underWay = false;
      resuming = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /// The answer to the PING of a batch came.
  ///
  /// @return whether it is the first on its connection
  boolean acknowledge(long batch) {
    lock.lock();
    try {
      lastAcknowledged = batch;
      acknowledged.signalAll();
      underWay = false;
      work.signal();
      boolean first = resuming;
      resuming = false;
      return first;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for something to write: changes, or the time to ping.
  Batch next() throws InterruptedException {
    lock.lock();
    try {
      long nanos = pingNanos;
      while (wire == null || underWay || (changed.isEmpty() && nanos > 0)) {
        if (wire == null || underWay) {
          work.await();
        } else {
          nanos = work.awaitNanos(nanos);
        }
      }
      underWay = true;
      lastBatch++;
      return new Batch(wire, commands());
    } finally {
      lock.unlock();
    }
  }

  private List<CommandArguments> commands() {
    List<String> wanted = new ArrayList<>();
    List<String> unwanted = new ArrayList<>();
    for (String channel : changed) {
      if (sinks.containsKey(channel)) {
        if (sent.add(channel)) {
          wanted.add(channel);
        }
      } else if (sent.remove(channel)) {
        unwanted.add(channel);
      }
    }
    changed.clear();
    List<CommandArguments> commands = new ArrayList<>();
    addAll(commands, Command.SUBSCRIBE, wanted);
    addAll(commands, Command.UNSUBSCRIBE, unwanted);
    commands.add(new CommandArguments(Command.PING).add(lastBatch));
    return commands;
  }

  private static void addAll(
      List<CommandArguments> commands, Command command, List<String> channels) {
    for (int from = 0; from < channels.size(); from += CHANNELS_PER_COMMAND) {
      int to = Math.min(channels.size(), from + CHANNELS_PER_COMMAND);
      commands.add(new CommandArguments(command).addObjects(channels.subList(from, to)));
    }
  }
}
