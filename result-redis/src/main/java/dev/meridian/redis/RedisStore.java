package dev.meridian.redis;

import dev.meridian.lane.Lanes;
import dev.meridian.result.Store;
import dev.meridian.track.Tracking;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// The store on Redis 7 or Valkey: `--results redis://…` and `rediss://…`.
public final class RedisStore {
  private RedisStore() {}

  /// A store that connects in the background, now and whenever the connection is lost, so this does
  /// not fail if Redis is down. While it is, calls fail with [dev.meridian.result.StoreException]
  /// of kind DOWN after the configured timeout at the latest. Closing the store ends its threads.
  ///
  /// @param clock for the times of requests
  public static Store connect(RedisConfig config, InstantSource clock) {
    return connect(config, clock, new SecureRandom());
  }

  /// The same with other randomness.
  ///
  /// @param random for the names of permits, which must be unique among all programs, and for
  ///   jitter; thread-safe
  public static Store connect(RedisConfig config, InstantSource clock, RandomGenerator random) {
    var commands = new Commands(config, random);
    var keys = new Keys(config.prefix());
    var results = new RedisResultStore(config, commands, clock, random);
    return new Store(
        results,
        new RedisLimits(commands, keys, random),
        new RedisCache(commands, keys),
        new RedisWorkers(commands, keys),
        new RedisChords(commands, keys, clock),
        new RedisLetters(commands, keys),
        new RedisLanes(commands, keys, results.subscriber(), Lanes.STICKY, Lanes.MOST_KEYS),
        new Tracking(
            new RedisFences(commands, keys, results.subscriber()),
            new RedisObjects(commands, keys),
            new RedisCrossings(commands, keys, results.subscriber()),
            new RedisPositionFeed(commands, keys, results.subscriber())));
  }
}
