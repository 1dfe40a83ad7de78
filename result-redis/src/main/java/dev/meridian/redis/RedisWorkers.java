package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.json.Json;
import dev.meridian.node.WorkerDirectory;
import dev.meridian.node.WorkerStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// Heartbeats on Redis, judged by its clock.
final class RedisWorkers implements WorkerDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(RedisWorkers.class);

  private static final String CLOCK =
      """
      local time = redis.call('TIME')
      local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
      """;

  private static final Script HEARTBEAT =
      Script.of(
          CLOCK,
          """
          -- KEYS[1] -> sorted set: names by the end of their heartbeat in milliseconds
          -- KEYS[2] -> the worker's status
          -- ARGV[1] -> name
          -- ARGV[2] -> status
          -- ARGV[3] -> how many milliseconds it is good for
          -- returns nothing
          redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
          redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
          redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[1])
          redis.call('PEXPIRE', KEYS[1], ARGV[3], 'NX')
          redis.call('PEXPIRE', KEYS[1], ARGV[3], 'GT')
          """);

  private static final Script WORKERS =
      Script.of(
          CLOCK,
          """
          -- KEYS[1] -> as above
          -- ARGV[1] -> what the keys of statuses begin with
          -- returns the statuses whose heartbeat is good
          local alive = {}
          for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], now, '+inf')) do
            local status = redis.call('GET', ARGV[1] .. name)
            if status then alive[#alive + 1] = status end
          end
          return alive
          """);

  private final Commands commands;
  private final Keys keys;
  private volatile String trouble = "";

  RedisWorkers(Commands commands, Keys keys) {
    this.commands = commands;
    this.keys = keys;
  }

  @Override
  public void heartbeat(WorkerStatus status, Duration ttl) {
    commands.run(
        HEARTBEAT,
        List.of(keys.workers(), keys.worker(status.name())),
        status.name(),
        Json.bytes(Json.of(status)),
        Tasks.millis(ttl));
  }

  @Override
  public void leave(String name) {
    Reply removal = commands.send(new CommandArguments(Command.UNLINK).key(keys.worker(name)));
    commands.call(new CommandArguments(Command.ZREM).key(keys.workers()).add(name));
    commands.await(removal);
  }

  @Override
  public List<WorkerStatus> workers() {
    Object statuses = commands.run(WORKERS, List.of(keys.workers()), keys.worker(""));
    return Replies.texts(statuses).stream()
        .flatMap(status -> read(status).stream())
        .sorted(Comparator.comparing(WorkerStatus::name))
        .toList();
  }

  /// A status as a worker wrote it; empty if it cannot be read (I10), which is said once.
  private Optional<WorkerStatus> read(String status) {
    try {
      return Optional.of(Json.convert(Json.read(status.getBytes(UTF_8)), WorkerStatus.class));
    } catch (RuntimeException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(trouble)) {
        LOG.warn("a heartbeat is left out: {}", reason);
      }
      trouble = reason;
      return Optional.empty();
    }
  }
}
