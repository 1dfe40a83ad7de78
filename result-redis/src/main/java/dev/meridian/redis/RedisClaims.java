package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.result.Claims;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// Claims on Redis: one string each, set and deleted only by whoever saw what it holds.
/// Thread-safe.
final class RedisClaims implements Claims {
  private static final Script CLAIM =
      Script.of(
          """
          -- KEYS[1] -> the claim
          -- ARGV[1] -> the holder that was seen, '' for nobody
          -- ARGV[2] -> the next holder
          -- ARGV[3] -> for how long, in milliseconds
          -- returns 1 if it holds the name now, else 0
          if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
          redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
          return 1
          """);

  private static final Script RELEASE =
      Script.of(
          """
          -- KEYS[1] -> the claim
          -- ARGV[1] -> the holder
          -- returns nothing
          if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
          """);

  private final Commands commands;
  private final Keys keys;

  RedisClaims(Commands commands, Keys keys) {
    this.commands = commands;
    this.keys = keys;
  }

  @Override
  public Optional<String> holder(String name) {
    byte[] holder =
        Replies.bytes(commands.call(new CommandArguments(Command.GET).key(keys.claim(name))));
    return Optional.ofNullable(holder).map(bytes -> new String(bytes, UTF_8));
  }

  @Override
  public boolean claim(String name, @Nullable String seen, String next, Duration ttl) {
    String before = seen == null ? "" : seen;
    Object answer = commands.run(CLAIM, List.of(keys.claim(name)), before, next, Tasks.millis(ttl));
    return Replies.number(answer) == 1;
  }

  @Override
  public void release(String name, String holder) {
    commands.run(RELEASE, List.of(keys.claim(name)), holder);
  }
}
