package dev.meridian.redis;

import dev.meridian.limit.Limits;
import dev.meridian.result.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
          -- KEYS[2i - 1] -> of claim i, hash: tokens, at (when they were counted), parked (until when)
          -- KEYS[2i] -> of claim i, sorted set: permit by the end of its lease
          -- ARGV[1] -> permit
          -- ARGV[2] -> the longest wait for a permit to come free
          -- ARGV[4i - 1] -> of claim i, how many permits
          -- ARGV[4i] -> of claim i, tokens a second, 0 for no limit
          -- ARGV[4i + 1] -> of claim i, the most tokens
          -- ARGV[4i + 2] -> of claim i, lease
          -- returns {0, 0} with a permit, else the first claim that is not met, and after how many
          -- microseconds to ask again
          local left = {}

          local function wait(i)
            local limit = redis.call('HMGET', KEYS[2 * i - 1], 'tokens', 'at', 'parked')
            local parked = tonumber(limit[3]) or 0
            if parked > now then return parked - now end

            redis.call('ZREMRANGEBYSCORE', KEYS[2 * i], '-inf', digits(now))
            if redis.call('ZCARD', KEYS[2 * i]) >= tonumber(ARGV[4 * i - 1]) then
              local first = redis.call('ZRANGE', KEYS[2 * i], 0, 0, 'WITHSCORES')
              return math.min(tonumber(first[2]) - now, tonumber(ARGV[2]))
            end

            local rate, burst = tonumber(ARGV[4 * i]) / 1000000, tonumber(ARGV[4 * i + 1])
            if rate > 0 then
              local tokens, at = tonumber(limit[1]) or burst, tonumber(limit[2]) or now
              tokens = math.min(burst, tokens + math.max(0, now - at) * rate)
              if tokens < 1 then return math.ceil(math.min((1 - tokens) / rate, YEAR)) end
              left[i] = tokens - 1
            end
            return 0
          end

          local function take(i)
            if left[i] then
              redis.call('HSET', KEYS[2 * i - 1],
                  'tokens', string.format('%.17g', left[i]), 'at', digits(now))
              keep(KEYS[2 * i - 1], ARGV[4 * i + 1] / (ARGV[4 * i] / 1000000) + 1000000)
            end
            local lease = tonumber(ARGV[4 * i + 2])
            redis.call('ZADD', KEYS[2 * i], digits(now + lease), ARGV[1])
            keep(KEYS[2 * i], lease)
          end

          for i = 1, #KEYS / 2 do
            local micros = wait(i)
            if micros > 0 then return {i, micros} end
          end
          for i = 1, #KEYS / 2 do take(i) end
          return {0, 0}
          """);

  private static final Script RENEW =
      Script.of(
          CLOCK,
          """
          -- KEYS[i] -> sorted set of claim i: permit by the end of its lease
          -- ARGV[1] -> permit
          -- ARGV[i + 1] -> lease of claim i
          -- returns nothing
          for i = 1, #KEYS do
            local known = tonumber(redis.call('ZSCORE', KEYS[i], ARGV[1]))
            if known and known > now then
              redis.call('ZADD', KEYS[i], digits(now + tonumber(ARGV[i + 1])), ARGV[1])
              keep(KEYS[i], tonumber(ARGV[i + 1]))
            end
          end
          """);

  private static final Script PARK =
      Script.of(
          CLOCK,
          """
          -- KEYS[1] -> as above
          -- ARGV[1] -> for how long
          -- returns nothing
          local until_ = now + tonumber(ARGV[1])
          if until_ > (tonumber(redis.call('HGET', KEYS[1], 'parked')) or 0) then
            redis.call('HSET', KEYS[1], 'parked', digits(until_))
            keep(KEYS[1], tonumber(ARGV[1]))
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
  public Acquisition tryAcquire(List<Claim> claims) {
    String permit = new UUID(random.nextLong(), random.nextLong()).toString();
    List<String> names = new ArrayList<>();
    List<Object> arguments = new ArrayList<>(List.of(permit, micros(LONGEST_WAIT)));
    for (Claim claim : claims) {
      Limit limit = claim.limit();
      names.addAll(List.of(keys.limit(claim.key()), keys.permits(claim.key())));
      arguments.add(limit.permits());
      arguments.add(Double.isInfinite(limit.perSecond()) ? 0 : limit.perSecond());
      arguments.add(limit.burst());
      arguments.add(micros(limit.lease()));
    }
    List<Long> answer = Replies.numbers(commands.run(ACQUIRE, names, arguments.toArray()));
    int refusing = Math.toIntExact(answer.getFirst());
    return refusing > 0
        ? Acquisition.refused(
            claims.get(refusing - 1).key(), Duration.ofNanos(answer.getLast() * 1_000))
        : Acquisition.of(new Taken(permit, List.copyOf(claims)));
  }

  /// What was taken, of each claim under the same name.
  private final class Taken implements Permit {
    private final String permit;
    private final List<Claim> claims;
    private final AtomicBoolean returned = new AtomicBoolean();

    Taken(String permit, List<Claim> claims) {
      this.permit = permit;
      this.claims = claims;
    }

    /// Does not wait for the answer: if it is lost, the lease frees the permit.
    @Override
    public void close() {
      if (returned.compareAndSet(false, true)) {
        permits().forEach(key -> release(new CommandArguments(Command.ZREM).key(key).add(permit)));
      }
    }

    @Override
    public void renew() {
      if (!returned.get()) {
        List<Object> arguments = new ArrayList<>(List.of(permit));
        claims.forEach(claim -> arguments.add(micros(claim.limit().lease())));
        commands.run(RENEW, permits(), arguments.toArray());
      }
    }

    private List<String> permits() {
      return claims.stream().map(claim -> keys.permits(claim.key())).toList();
    }
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
    commands.run(PARK, List.of(keys.limit(key)), micros(duration));
  }

  private static long micros(Duration duration) {
    return Math.max(1, duration.toNanos() / 1_000);
  }
}
