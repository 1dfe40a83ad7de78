package dev.meridian.redis;

import dev.meridian.result.StoreException;
import dev.meridian.result.StoreException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/// The one command connection. Callers queue commands and block for their replies; one thread
/// writes whatever is queued as a pipeline and hands out the replies, so that concurrent callers
/// share a round trip. Commands of one caller are sent in the order it queued them. Thread-safe.
///
/// While Redis is down, queued commands wait for the reconnection until their timeout. Those that
/// were sent on a connection that broke fail at once: whether they were done is unknown, so only
/// the caller can decide to repeat them.
final class Commands implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

  private final RedisConfig config;
  private final RandomGenerator random;
  private final CommandQueue queue;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Wire wire;
  private volatile long busySince; // nanoTime, 0 while idle
  private volatile String trouble = "no connection yet";

  Commands(RedisConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
    this.queue = new CommandQueue(config.maxPending(), config.maxPendingBytes());
    this.thread = Thread.ofPlatform().daemon().name("redis-commands").start(this::run);
  }

  /// Queues a command and waits for its reply.
  ///
  /// @throws StoreException of kind REFUSED for an error reply, DOWN if there is none in time
  @Nullable Object call(CommandArguments command) {
    return await(send(command));
  }

  /// Runs a script, by its hash if Redis knows it.
  @Nullable Object run(Script script, List<String> keys, Object... arguments) {
    Reply reply = send(evaluation(Command.EVALSHA, script.sha(), keys, arguments));
    Object value = await(reply, config.timeout());
    return value instanceof JedisNoScriptException
        ? call(evaluation(Command.EVAL, script.source(), keys, arguments))
        : checked(value);
  }

  private static CommandArguments evaluation(
      Command command, String script, List<String> keys, Object... arguments) {
    return new CommandArguments(command)
        .add(script)
        .add(keys.size())
        .addObjects(keys)
        .addObjects(arguments);
  }

  /// Queues a command, to be awaited later or never.
  ///
  /// @throws StoreException of kind DOWN if too many wait already
  Reply send(CommandArguments command) {
    var reply = new Reply(command);
    if (closed.getCount() == 0) {
      throw down("the store is closed");
    }
    if (!queue.offer(reply)) {
      String most = config.maxPending() + " commands or " + config.maxPendingBytes() + " bytes";
      throw down(most + " wait already; " + trouble);
    }
    return reply;
  }

  /// Makes sure soon that the connection is alive; any command of a full queue does that too.
  void check() {
    queue.offer(new Reply(new CommandArguments(Command.PING)));
  }

  /// Waits for the reply to a queued command, as [#call] does.
  @Nullable Object await(Reply reply) {
    return checked(await(reply, config.timeout()));
  }

  /// Whether a PING is answered in this time.
  boolean answers(Duration timeout) {
    try {
      checked(await(send(new CommandArguments(Command.PING)), timeout));
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  private @Nullable Object await(Reply reply, Duration timeout) {
    if (!reply.await(timeout.toNanos())) {
      unblock();
      throw down("no answer within " + timeout + "; " + trouble);
    }
    return reply.value();
  }

  private @Nullable Object checked(@Nullable Object value) {
    return switch (value) {
      case JedisDataException refusal ->
          throw new StoreException(
              kind(refusal), "Redis refused: " + refusal.getMessage(), refusal);
      case JedisException loss -> throw down(reason(loss));
      case null -> null;
      default -> value;
    };
  }

  /// Errors have a word of their own if they may pass: `OOM`, `READONLY`, `LOADING` and others.
  private static Kind kind(JedisDataException refusal) {
    String message = String.valueOf(refusal.getMessage());
    return message.startsWith("ERR ") || message.startsWith("WRONGTYPE ")
        ? Kind.WRONG
        : Kind.REFUSED;
  }

  private StoreException down(String why) {
    return new StoreException(Kind.DOWN, "Redis at " + config.address() + ": " + why, null);
  }

  static String reason(RuntimeException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /// Closes a connection that has kept the thread for far too long: a write into a half-open
  /// connection has no timeout of its own.
  private void unblock() {
    long since = busySince;
    Wire current = wire;
    if (since != 0
        && current != null
        && System.nanoTime() - since > 2 * config.timeout().toNanos()) {
      current.close();
    }
  }

  private void run() {
    var backoff = new Pause(closed, random);
    while (closed.getCount() > 0) {
      try (Wire opened = Wire.open(config, config.timeout())) {
        wire = opened;
        trouble = "it is connected";
        backoff.reset();
        LOG.info("connected to {}", config.address());
        exchangeAll(opened);
      } catch (RuntimeException e) {
        failed(e);
      }
      backoff.await();
    }
    failWaiting("the store is closed");
  }

  private void exchangeAll(Wire wire) {
    while (closed.getCount() > 0) {
      List<Reply> batch = take();
      batch.removeIf(Reply::isAbandoned);
      exchange(wire, batch);
    }
  }

  /// Waits for commands; a PING takes their place when there are none for a while.
  private List<Reply> take() {
    List<Reply> batch = new ArrayList<>();
    try {
      batch.addAll(queue.take(config.maxBatch(), config.watchdog()));
      if (batch.isEmpty()) {
        batch.add(new Reply(new CommandArguments(Command.PING)));
      }
    } catch (InterruptedException e) {
      LOG.debug("woken to close");
    }
    return batch;
  }

  private void exchange(Wire wire, List<Reply> batch) {
    int answered = 0;
    busySince = System.nanoTime() | 1;
    try {
      for (Reply reply : batch) {
        wire.write(reply.command());
      }
      wire.flush();
      for (; answered < batch.size(); answered++) {
        batch.get(answered).complete(read(wire));
      }
    } catch (RuntimeException e) {
      var loss = new JedisConnectionException(e);
      batch.subList(answered, batch.size()).forEach(reply -> reply.complete(loss));
      throw loss;
    } finally {
      busySince = 0;
    }
  }

  private static @Nullable Object read(Wire wire) {
    try {
      return wire.read();
    } catch (JedisDataException refusal) {
      return refusal;
    }
  }

  /// Notes why there is no connection. Nobody waits for a server that refuses the password.
  private void failed(RuntimeException e) {
    String reason = reason(e);
    if (!reason.equals(trouble) && closed.getCount() > 0) {
      LOG.warn("no connection to {}: {}", config.address(), reason);
    }
    trouble = reason;
    queue.dropAbandoned();
    if (e instanceof JedisAccessControlException) {
      failWaiting(reason);
    }
  }

  private void failWaiting(String reason) {
    queue.takeAll().forEach(reply -> reply.complete(new JedisException(reason)));
  }

  @Override
  public void close() {
    closed.countDown();
    Wire current = wire;
    if (current != null) {
      current.close();
    }
    thread.interrupt();
  }
}
