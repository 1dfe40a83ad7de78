package dev.meridian.redis;

import dev.meridian.redis.Subscriber.Sink;
import dev.meridian.wait.WakeUpCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
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

  /// For those who wait for an even batch and for an odd one: as one batch is under way at a time,
  /// nobody waits for more than this one and the next.
  private final List<List<Thread>> waiting = List.of(new ArrayList<>(), new ArrayList<>());

  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> sent = new HashSet<>();
  private @Nullable Wire wire;
  private boolean underWay;

  /// Whether somebody waits for what is in `changed`; else it may wait for the next batch.
  private boolean urgent;

  private boolean attached;
  private boolean resuming;
  private long lastBatch;
  private @Nullable Thread writer;
  private volatile long lastAcknowledged; // written under the lock
  private volatile boolean live; // written under the lock

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

  /// Adds a sink without a wish that the server should know.
  void addQuietly(Collection<String> channels, Sink sink) {
    channels.forEach(channel -> sinks.merge(channel, List.of(sink), Subscriptions::joined));
  }

  /// Wishes that the server should know of channels that were added quietly.
  ///
  /// @return the number of the batch that will contain the wish at the latest
  long addLoudly(Collection<String> channels) {
    lock.lock();
    try {
      changed.addAll(channels);
      hurry();
      return lastBatch + 1;
    } finally {
      lock.unlock();
    }
  }

  /// Whether a batch was acknowledged on the current connection, and it is not known to be lost.
  boolean isLive() {
    return live;
  }

  /// Nobody waits for the server to know, so that it is told with the next batch, or when there is
  /// much to tell.
  void remove(Collection<String> channels, Sink sink) {
    if (channels.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      for (String channel : channels) {
        sinks.computeIfPresent(channel, (_, all) -> without(all, sink));
        if (sent.contains(channel)) {
          changed.add(channel);
        }
      }
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
      LockSupport.unpark(writer);
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
    long end = System.nanoTime() + timeout.toNanos();
    queue(batch);
    while (lastAcknowledged < batch && !Thread.currentThread().isInterrupted()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        break;
      }
      WakeUpCalls.park(this, left);
    }
    boolean done = lastAcknowledged >= batch;
    if (!done) {
      leave(batch);
    }
    return done;
  }

  private void queue(long batch) {
    lock.lock();
    try {
      if (lastAcknowledged < batch) {
        turn(batch).add(Thread.currentThread());
      }
    } finally {
      lock.unlock();
    }
  }

  private void leave(long batch) {
    lock.lock();
    try {
      turn(batch).remove(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  private List<Thread> turn(long batch) {
    return waiting.get((int) (batch & 1));
  }

  private void wake(long batch) {
    turn(batch).forEach(LockSupport::unpark);
    turn(batch).clear();
  }

  /// The connection was lost.
  void detach() {
    lock.lock();
    try {
      live = false;
    } finally {
      lock.unlock();
    }
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
      wake(batch);
      if (first) { // some wait for a batch that the lost connection never acknowledged
        wake(batch + 1);
      }
      underWay = false;
      resuming = false;
      live = true;
      if (urgent) {
        LockSupport.unpark(writer);
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for something to write: changes, or the time to ping. For one thread, the writer.
  Batch next() throws InterruptedException {
    long ping = System.nanoTime() + pingNanos;
    while (true) {
      long left = ping - System.nanoTime();
      Batch batch = batch(left <= 0);
      if (batch != null) {
        return batch;
      }
      WakeUpCalls.park(this, left > 0 ? left : pingNanos);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private @Nullable Batch batch(boolean ping) {
    lock.lock();
    try {
      writer = Thread.currentThread();
      if (wire == null || underWay || (!urgent && !ping)) {
        return null;
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
