package dev.meridian.redis;

import dev.meridian.limit.Limits;
import dev.meridian.result.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// Limits on Redis: a token bucket and a sorted set of permits by the end of their lease, both by
/// Redis' own clock, so that the clocks of the workers do not matter. Times are microseconds since
/// 1970.
final class RedisLimits implements Limits {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLimits.class);

  private static final String CLOCK =
      """
      local LIMIT, PERMITS = KEYS[1], KEYS[2]
      local time = redis.call('TIME')
      local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

      local YEAR = 31536000000000

      -- Text of all digits: Lua's own keeps 14.
      local function digits(number) return string.format('%.0f', number) end

      local function keep(key, micros)
        local millis = math.ceil(math.min(micros, YEAR) / 1000)
        if millis > redis.call('PTTL', key) then redis.call('PEXPIRE', key, digits(millis)) end
      end
      """;

  private static final Script ACQUIRE =
      Script.of(
          CLOCK,
          """
          -- KEYS[1] -> hash: tokens, at (when they were counted), parked (until when)
          -- KEYS[2] -> sorted set: permit by the end of its lease
          -- ARGV[1] -> permit
          -- ARGV[2] -> how many permits
          -- ARGV[3] -> tokens a second, 0 for no limit
          -- ARGV[4] -> the most tokens
          -- ARGV[5] -> lease
          -- ARGV[6] -> the longest wait for a permit to come free
          -- returns 0 with a permit, else after how many microseconds to ask again
          local limit = redis.call('HMGET', LIMIT, 'tokens', 'at', 'parked')
          local parked = tonumber(limit[3]) or 0
          if parked > now then return parked - now end

          redis.call('ZREMRANGEBYSCORE', PERMITS, '-inf', digits(now))
          if redis.call('ZCARD', PERMITS) >= tonumber(ARGV[2]) then
            local first = redis.call('ZRANGE', PERMITS, 0, 0, 'WITHSCORES')
            return math.min(tonumber(first[2]) - now, tonumber(ARGV[6]))
          end

          local rate, burst = tonumber(ARGV[3]) / 1000000, tonumber(ARGV[4])
          if rate > 0 then
            local tokens, at = tonumber(limit[1]) or burst, tonumber(limit[2]) or now
            tokens = math.min(burst, tokens + math.max(0, now - at) * rate)
            if tokens < 1 then return math.ceil(math.min((1 - tokens) / rate, YEAR)) end
            redis.call('HSET', LIMIT,
                'tokens', string.format('%.17g', tokens - 1), 'at', digits(now))
            keep(LIMIT, burst / rate + 1000000)
          end

          local lease = tonumber(ARGV[5])
          redis.call('ZADD', PERMITS, digits(now + lease), ARGV[1])
          keep(PERMITS, lease)
          return 0
          """);

  private static final Script PARK =
      Script.of(
          CLOCK,
          """
          -- KEYS[1] -> as above
          -- ARGV[1] -> for how long
          -- returns nothing
          local until_ = now + tonumber(ARGV[1])
          if until_ > (tonumber(redis.call('HGET', LIMIT, 'parked')) or 0) then
            redis.call('HSET', LIMIT, 'parked', digits(until_))
            keep(LIMIT, tonumber(ARGV[1]))
          end
          """);

  /// A holder may be done any time, so whoever finds no permit asks again soon.
  private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

  private final Commands commands;
  private final Keys keys;
  private final RandomGenerator random;

  RedisLimits(Commands commands, Keys keys, RandomGenerator random) {
    this.random = random;
    this.commands = commands;
    this.keys = keys;
  }

  @Override
  public Acquisition tryAcquire(String key, Limit limit) {
    String permit = new UUID(random.nextLong(), random.nextLong()).toString();
    Object answer =
        commands.run(
            ACQUIRE,
            List.of(keys.limit(key), keys.permits(key)),
            permit,
            limit.permits(),
            Double.isInfinite(limit.perSecond()) ? 0 : limit.perSecond(),
            limit.burst(),
            micros(limit.lease()),
            micros(LONGEST_WAIT));
    long wait = Replies.number(answer);
    return wait > 0
        ? new Acquisition(Optional.empty(), Duration.ofNanos(wait * 1_000))
        : new Acquisition(Optional.of(permit(key, permit)), Duration.ZERO);
  }

  /// Giving back does not wait for the answer: if it is lost, the lease frees the permit.
  private Permit permit(String key, String permit) {
    var returned = new AtomicBoolean();
    return () -> {
      if (returned.compareAndSet(false, true)) {
        release(new CommandArguments(Command.ZREM).key(keys.permits(key)).add(permit));
      }
    };
  }

  private void release(CommandArguments command) {
    try {
      commands.send(command);
    } catch (StoreException e) {
      LOG.debug("a permit stays until its lease ends: {}", e.getMessage());
    }
  }

  @Override
  public void park(String key, Duration duration) {
    commands.run(PARK, List.of(keys.limit(key), keys.permits(key)), micros(duration));
  }

  private static long micros(Duration duration) {
    return Math.max(1, duration.toNanos() / 1_000);
  }
}
