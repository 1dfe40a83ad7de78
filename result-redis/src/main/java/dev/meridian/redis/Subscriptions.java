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

  /// For those who wait for an even batch and for an odd one: as one batch is under way at a time,
  /// nobody waits for more than this one and the next.
  private final List<Condition> acknowledged = List.of(lock.newCondition(), lock.newCondition());

  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> sent = new HashSet<>();
  private @Nullable Wire wire;
  private boolean underWay;

  /// Whether somebody waits for what is in `changed`; else it may wait for the next batch.
  private boolean urgent;

  private boolean attached;
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
      changed.addAll(channels);
      hurry();
      return lastBatch + 1;
    } finally {
      lock.unlock();
    }
  }

  /// Nobody waits for the server to know, so that it is told with the next batch, or when there is
  /// much to tell.
  void remove(Collection<String> channels, Sink sink) {
    if (channels.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      channels.forEach(channel -> sinks.computeIfPresent(channel, (_, all) -> without(all, sink)));
      changed.addAll(channels);
      if (changed.size() > CHANNELS_PER_COMMAND) {
        hurry();
      }
    } finally {
      lock.unlock();
    }
  }

  private void hurry() {
    urgent = true;
    if (!underWay) {
      work.signal();
    }
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
        nanos = turn(batch).awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return lastAcknowledged >= batch;
  }

  private Condition turn(long batch) {
    return acknowledged.get((int) (batch & 1));
  }

  /// Starts over on a new connection, with all channels.
  void attach(Wire wire) {
    lock.lock();
    try {
      this.wire = wire;
      sent.clear();
      changed.addAll(sinks.keySet());
      underWay = false;
      resuming = attached; // on the first one nothing can have been missed
      attached = true;
      hurry();
    } finally {
      lock.unlock();
    }
  }

  /// The answer to the PING of a batch came.
  ///
  /// @return whether it is the first on a connection that replaced another
  boolean acknowledge(long batch) {
    lock.lock();
    try {
      lastAcknowledged = batch;
      boolean first = resuming;
      turn(batch).signalAll();
      if (first) { // some wait for a batch that the lost connection never acknowledged
        turn(batch + 1).signalAll();
      }
      underWay = false;
      resuming = false;
      if (urgent) {
        work.signal();
      }
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
      while (wire == null || underWay || (!urgent && nanos > 0)) {
        nanos = work.awaitNanos(nanos > 0 ? nanos : pingNanos);
      }
      underWay = true;
      urgent = false;
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
