package dev.meridian.redis;

import dev.meridian.lane.Lanes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Lanes on Redis, by its clock. Of each region:
///
/// | key | content |
/// |---|---|
/// | `meridian:lanes:REGION` | sorted set of keys by their last use in milliseconds |
/// | `…:of` | hash: the lane of each key |
/// | `…:live` | hash: how many keys have each lane |
/// | `…:used` | sorted set of the lanes in use by their last use |
/// | `…:sent:N` | hash: tasks assigned to each lane in the Nth two seconds since 1970 |
final class RedisLanes implements Lanes {
  private static final String CLOCK =
      """
      local time = redis.call('TIME')
      local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
      """;

  private static final Script ASSIGN =
      Script.of(
          CLOCK,
          """
          -- KEYS[1..4] -> keys by last use, lane of each, live keys of each lane, lanes in use
          -- ARGV[1] -> key
          -- ARGV[2] -> how many tasks
          -- ARGV[3] -> what the names of the counters of tasks begin with
          -- ARGV[4] -> channel
          -- ARGV[5] -> region
          -- ARGV[6] -> how long a key keeps its lane
          -- ARGV[7] -> how many keys are remembered
          -- ARGV[8] -> how long a lane is in use
          -- ARGV[9..] -> how many wait in each lane
          -- returns the lane
          local USED, OF, LIVE, LANES = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
          local FIRST = 9
          local WINDOW, SWEPT = 2000, 100
          local key, sticky, count = ARGV[1], tonumber(ARGV[6]), #ARGV - FIRST + 1

          local function forget(old)
            local lane = redis.call('HGET', OF, old)
            if lane and redis.call('HINCRBY', LIVE, lane, -1) <= 0 then
              redis.call('HDEL', LIVE, lane)
            end
            redis.call('HDEL', OF, old)
            redis.call('ZREM', USED, old)
          end

          local ended = now - sticky
          for _, old in ipairs(redis.call('ZRANGEBYSCORE', USED, '-inf', ended, 'LIMIT', 0, SWEPT)) do
            forget(old)
          end
          local last = tonumber(redis.call('ZSCORE', USED, key))
          local lane = tonumber(redis.call('HGET', OF, key))
          if lane and (not last or last <= ended or lane >= count) then
            forget(key)
            lane = nil
          end

          local window = math.floor(now / WINDOW)
          local sent, before = ARGV[3] .. window, ARGV[3] .. (window - 1)
          if not lane then
            local least, fewest
            for i = 0, count - 1 do
              local load = tonumber(ARGV[FIRST + i])
                  + tonumber(redis.call('HGET', sent, i) or 0)
                  + tonumber(redis.call('HGET', before, i) or 0)
              local live = tonumber(redis.call('HGET', LIVE, i) or 0)
              if not lane or load < least or (load == least and live < fewest) then
                lane, least, fewest = i, load, live
              end
            end
            redis.call('HSET', OF, key, lane)
            redis.call('HINCRBY', LIVE, lane, 1)
          end

          redis.call('ZADD', USED, now, key)
          while redis.call('ZCARD', USED) > tonumber(ARGV[7]) do
            forget(redis.call('ZRANGE', USED, 0, 0)[1])
          end
          redis.call('HINCRBY', sent, lane, ARGV[2])
          redis.call('PEXPIRE', sent, 3 * WINDOW)
          for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], 2 * sticky) end
          if redis.call('ZADD', LANES, now, lane) == 1 then
            redis.call('PUBLISH', ARGV[4], ARGV[5])
          end
          redis.call('PEXPIRE', LANES, ARGV[8])
          return lane
          """);

  private static final Script IN_USE_NOW =
      Script.of(
          CLOCK,
          """
          -- KEYS[1] -> lanes in use
          -- ARGV[1] -> how long a lane is in use
          -- ARGV[2..] -> lanes that are
          -- returns all that are
          for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now, ARGV[i]) end
          if #ARGV > 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
          redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[1]))
          return redis.call('ZRANGE', KEYS[1], 0, -1)
          """);

  private final Commands commands;
  private final Keys keys;
  private final Subscriber subscriber;
  private final Duration sticky;
  private final int mostKeys;

  /// @param sticky how long a key keeps its lane
  /// @param mostKeys of a region that are remembered
  RedisLanes(Commands commands, Keys keys, Subscriber subscriber, Duration sticky, int mostKeys) {
    this.commands = commands;
    this.keys = keys;
    this.subscriber = subscriber;
    this.sticky = sticky;
    this.mostKeys = mostKeys;
  }

  @Override
  public int assign(Load load, List<Long> waiting) {
    String base = keys.lanes(load.region());
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                load.key(),
                load.tasks(),
                base + ":sent:",
                keys.lanes(),
                load.region(),
                Tasks.millis(sticky),
                mostKeys,
                Tasks.millis(IN_USE)));
    arguments.addAll(waiting);
    List<String> names = List.of(base, base + ":of", base + ":live", used(load.region()));
    return Math.toIntExact(Replies.number(commands.run(ASSIGN, names, arguments.toArray())));
  }

  @Override
  public Set<Integer> inUse(String region, Set<Integer> also) {
    List<Object> arguments = new ArrayList<>(List.of(Tasks.millis(IN_USE)));
    arguments.addAll(also);
    Object lanes = commands.run(IN_USE_NOW, List.of(used(region)), arguments.toArray());
    Set<Integer> numbers = new TreeSet<>();
    Replies.texts(lanes).forEach(lane -> numbers.add(Integer.valueOf(lane)));
    return numbers;
  }

  @Override
  public AutoCloseable onNewLane(Runnable listener) {
    List<String> channel = List.of(keys.lanes());
    Subscriber.Sink sink = (_, _) -> listener.run();
    boolean _ = subscriber.add(channel, sink);
    return () -> subscriber.unsubscribe(channel, sink);
  }

  private String used(String region) {
    return keys.lanes(region) + ":used";
  }
}
