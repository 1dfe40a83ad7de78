package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.result.StoreException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/// The one subscribed connection, made when somebody first subscribes. One thread reads it and
/// makes it anew when it is lost; another writes to it what [Subscriptions] wants. Thread-safe.
///
/// A PING follows every batch of subscriptions: as Redis answers in order, its answer acknowledges
/// the batch. The same PING, sent when there is nothing else to send, is the watchdog: a peer that
/// is silent for two of its intervals is taken for dead.
final class Subscriber implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

  /// Hears of messages, on the reading thread, which it must not block.
  @FunctionalInterface
  interface Sink {
    void received(String channel, byte[] message);
  }

  private final RedisConfig config;
  private final RandomGenerator random;
  private final Runnable lost;
  private final Runnable resumed;
  private final Subscriptions subscriptions;
  private final List<Runnable> resumptions = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Thread reader; // guarded by this
  private @Nullable Thread writer; // guarded by this
  private volatile @Nullable Wire wire;
  private String trouble = ""; // why there is no connection; confined to the reader

  /// A subscriber that tells when its connection is lost, and when a new one has all subscriptions
  /// again, so that what was published in between can be read from the store.
  Subscriber(RedisConfig config, RandomGenerator random, Runnable lost, Runnable resumed) {
    this.config = config;
    this.random = random;
    this.lost = lost;
    this.resumed = resumed;
    this.subscriptions = new Subscriptions(config.watchdog());
  }

  /// Returns once the server has acknowledged that `sink` hears of these channels.
  ///
  /// @throws StoreException of kind DOWN if it does not in time; nothing is subscribed then
  void subscribe(Collection<String> channels, Sink sink) {
    if (!add(channels, sink)) {
      unsubscribe(channels, sink);
      String message = "Redis at " + config.address() + ": no subscription within ";
      throw new StoreException(StoreException.Kind.DOWN, message + config.timeout(), null);
    }
  }

  /// The same, but if it is not acknowledged in time it takes effect as soon as the server is
  /// there.
  ///
  /// @return whether it is acknowledged
  boolean add(Collection<String> channels, Sink sink) {
    start();
    long batch = subscriptions.add(channels, sink);
    return closed.getCount() > 0 && subscriptions.await(batch, config.timeout());
  }

  /// `sink` hears of what is delivered by other ways than the server: replies, and the sweep.
  void addQuietly(Collection<String> channels, Sink sink) {
    subscriptions.addQuietly(channels, sink);
  }

  /// Makes `sinks` of [#addQuietly] hear of what the server publishes on these channels, too.
  void addLoudly(Collection<String> channels, Duration patience) {
    subscriptions.await(subscriptions.addLoudly(channels), patience);
  }

  /// Whether the server has acknowledged all subscriptions but the newest, and the connection was
  /// not found to be lost since.
  boolean isLive() {
    return subscriptions.isLive();
  }

  void unsubscribe(Collection<String> channels, Sink sink) {
    subscriptions.remove(channels, sink);
  }

  /// Calls `resumption`, which must not block, whenever a new connection has all subscriptions
  /// again.
  ///
  /// @return ends it
  AutoCloseable onResume(Runnable resumption) {
    resumptions.add(resumption);
    return () -> resumptions.remove(resumption);
  }

  /// All channels somebody hears of.
  Set<String> channels() {
    return subscriptions.channels();
  }

  /// Tells those who hear of the channel.
  void deliver(String channel, byte[] message) {
    for (Sink sink : subscriptions.sinks(channel)) {
      try {
        sink.received(channel, message);
      } catch (RuntimeException e) {
        LOG.warn("a listener of {} failed", channel, e);
      }
    }
  }

  private synchronized void start() {
    if (reader == null && closed.getCount() > 0) {
      reader = Thread.ofPlatform().daemon().name("redis-reader").start(this::readAll);
      writer = Thread.ofVirtual().name("redis-writer").start(this::writeAll);
    }
  }

  private void readAll() {
    var pause = new Pause(closed, random);
    while (closed.getCount() > 0) {
      try (Wire opened = Wire.open(config, config.watchdog().multipliedBy(2))) {
        wire = opened;
        subscriptions.attach(opened);
        while (closed.getCount() > 0) {
          dispatch(opened.read());
          pause.reset();
          trouble = "";
        }
      } catch (RuntimeException e) {
        failed(e);
      }
      pause.await();
    }
  }

  private void failed(RuntimeException e) {
    subscriptions.detach();
    if (closed.getCount() > 0) {
      String reason = Commands.reason(e);
      if (!reason.equals(trouble)) {
        LOG.warn("no subscriptions at {} now: {}", config.address(), reason);
      }
      trouble = reason;
      lost.run();
    }
  }

  private void dispatch(@Nullable Object push) {
    List<@Nullable Object> words = Replies.list(push);
    String kind = push instanceof byte[] ? "pong" : text(words.getFirst());
    switch (kind) {
      case "message" -> deliver(text(words.get(1)), (byte[]) words.get(2));
      case "pong" -> acknowledge(push instanceof byte[] ? text(push) : text(words.get(1)));
      default -> LOG.trace("{}", kind);
    }
  }

  private void acknowledge(String batch) {
    if (subscriptions.acknowledge(Long.parseLong(batch))) {
      resumed.run();
      resumptions.forEach(Runnable::run);
    }
  }

  private static String text(@Nullable Object word) {
    return word instanceof byte[] bytes ? new String(bytes, UTF_8) : "";
  }

  private void writeAll() {
    try {
      while (closed.getCount() > 0) {
        write(subscriptions.next());
      }
    } catch (InterruptedException e) {
      LOG.debug("woken to close");
    }
  }

  /// Writes a batch; if that fails, the reader is to find out too.
  private static void write(Subscriptions.Batch batch) {
    try {
      batch.commands().forEach(batch.wire()::write);
      batch.wire().flush();
    } catch (JedisException e) {
      batch.wire().close();
    }
  }

  @Override
  public synchronized void close() {
    closed.countDown();
    Wire current = wire;
    if (current != null) {
      current.close();
    }
    if (reader != null && writer != null) {
      reader.interrupt();
      writer.interrupt();
    }
  }
}
