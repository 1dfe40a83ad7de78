package dev.meridian.redis;

import dev.meridian.InvalidValueException;
import java.net.URI;
import java.time.Duration;
import redis.clients.jedis.util.JedisURIHelper;

/// Where Redis is and how much is asked of it. Immutable. Its text form shows no secrets.
///
/// @param uri `redis://` or `rediss://` (TLS) `[user][:password@]host[:port][/db]`
/// @param prefix of all keys and channels but Celery's own
/// @param timeout of a command, of a connection attempt and of a subscription, including the wait
///   for a reconnection; 1 ms to 10 min
/// @param maxPending the most commands that wait to be sent; a further one fails at once
/// @param maxPendingBytes the most bytes of these; a single longer command is taken if no other
///   waits
/// @param maxBatch the most commands in one pipeline and keys in one `MGET`
/// @param watchdog how often an idle connection is pinged; a peer silent for twice as long is dead
/// @param sweep how often the results of open waiters are read again, should a wake-up be lost
/// @param maxListed how many of the newest requests can be listed
public record RedisConfig(
    URI uri,
    String prefix,
    Duration timeout,
    int maxPending,
    long maxPendingBytes,
    int maxBatch,
    Duration watchdog,
    Duration sweep,
    int maxListed) {
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int DEFAULT_PORT = 6379;

  /// Checks every bound.
  public RedisConfig {
    if (!JedisURIHelper.isRedisScheme(uri) && !JedisURIHelper.isRedisSSLScheme(uri)) {
      throw new InvalidValueException("uri", withoutSecrets(uri), "redis:// or rediss://");
    }
    if (uri.getHost() == null) {
      throw new InvalidValueException("uri", withoutSecrets(uri), "a host");
    }
    checkDatabase(uri);
    checkPositive("timeout", timeout);
    checkPositive("watchdog", watchdog);
    checkPositive("sweep", sweep);
    checkPositive("maxPending", maxPending);
    checkPositive("maxPendingBytes", maxPendingBytes);
    checkPositive("maxBatch", maxBatch);
    checkPositive("maxListed", maxListed);
  }

  /// Prefix `meridian:`, commands within 5 s, 10,000 pending commands of 64 MiB, pipelines of 256,
  /// a ping every 5 s, a sweep every 3 s, 100,000 listed requests.
  public static RedisConfig defaults(URI uri) {
    return new RedisConfig(
        uri,
        "meridian:",
        Duration.ofSeconds(5),
        10_000,
        64L << 20,
        256,
        Duration.ofSeconds(5),
        Duration.ofSeconds(3),
        100_000);
  }

  /// The same with another key prefix.
  public RedisConfig withPrefix(String prefix) {
    return new RedisConfig(
        uri, prefix, timeout, maxPending, maxPendingBytes, maxBatch, watchdog, sweep, maxListed);
  }

  /// The same with another command timeout.
  public RedisConfig withTimeout(Duration timeout) {
    return new RedisConfig(
        uri, prefix, timeout, maxPending, maxPendingBytes, maxBatch, watchdog, sweep, maxListed);
  }

  /// The same with another bound on waiting commands.
  public RedisConfig withMaxPending(int maxPending) {
    return new RedisConfig(
        uri, prefix, timeout, maxPending, maxPendingBytes, maxBatch, watchdog, sweep, maxListed);
  }

  /// The same with another bound on the bytes of waiting commands.
  public RedisConfig withMaxPendingBytes(long maxPendingBytes) {
    return new RedisConfig(
        uri, prefix, timeout, maxPending, maxPendingBytes, maxBatch, watchdog, sweep, maxListed);
  }

  /// The same with other pipelines.
  public RedisConfig withMaxBatch(int maxBatch) {
    return new RedisConfig(
        uri, prefix, timeout, maxPending, maxPendingBytes, maxBatch, watchdog, sweep, maxListed);
  }

  /// The same with another ping interval.
  public RedisConfig withWatchdog(Duration watchdog) {
    return new RedisConfig(
        uri, prefix, timeout, maxPending, maxPendingBytes, maxBatch, watchdog, sweep, maxListed);
  }

  /// The same with another sweep interval.
  public RedisConfig withSweep(Duration sweep) {
    return new RedisConfig(
        uri, prefix, timeout, maxPending, maxPendingBytes, maxBatch, watchdog, sweep, maxListed);
  }

  /// The same with another bound on listed requests.
  public RedisConfig withMaxListed(int maxListed) {
    return new RedisConfig(
        uri, prefix, timeout, maxPending, maxPendingBytes, maxBatch, watchdog, sweep, maxListed);
  }

  /// The URL without user and password.
  public String address() {
    return withoutSecrets(uri);
  }

  int port() {
    return uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
  }

  @Override
  public String toString() {
    return "RedisConfig[" + address() + ", prefix=" + prefix + "]";
  }

  private static String withoutSecrets(URI uri) {
    if (uri.getHost() == null) {
      return uri.getScheme() + ":…";
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port + uri.getPath();
  }

  private static void checkDatabase(URI uri) {
    if (!uri.getPath().matches("/?|/[0-9]{1,5}")) {
      throw new InvalidValueException("uri", withoutSecrets(uri), "a database number as path");
    }
  }

  private static void checkPositive(String name, Duration value) {
    if (value.toMillis() < 1 || value.compareTo(LONGEST) > 0) {
      throw new InvalidValueException(name, value, "1 ms to 10 min");
    }
  }

  private static void checkPositive(String name, long value) {
    if (value < 1) {
      throw new InvalidValueException(name, value, "at least 1");
    }
  }
}
