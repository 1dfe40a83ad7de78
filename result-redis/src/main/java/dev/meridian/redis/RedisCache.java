package dev.meridian.redis;

import dev.meridian.cache.SharedCache;
import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// The shared cache on Redis.
final class RedisCache implements SharedCache {
  private final Commands commands;
  private final Keys keys;

  RedisCache(Commands commands, Keys keys) {
    this.commands = commands;
    this.keys = keys;
  }

  @Override
  public Optional<byte[]> get(String key) {
    return value(new CommandArguments(Command.GET).key(keys.cache(key)));
  }

  @Override
  public void put(String key, byte[] value, Duration ttl) {
    if (value.length <= MAX_BYTES) {
      commands.call(set(key, value, ttl));
    }
  }

  @Override
  public Optional<byte[]> putIfAbsent(String key, byte[] value, Duration ttl) {
    return value.length <= MAX_BYTES
        ? value(set(key, value, ttl).addObjects("NX", "GET"))
        : get(key);
  }

  @Override
  public void remove(String key) {
    commands.call(new CommandArguments(Command.UNLINK).key(keys.cache(key)));
  }

  private CommandArguments set(String key, byte[] value, Duration ttl) {
    return new CommandArguments(Command.SET)
        .key(keys.cache(key))
        .add(value)
        .addObjects("PX", Tasks.millis(ttl));
  }

  private Optional<byte[]> value(CommandArguments command) {
    return Optional.ofNullable(Replies.bytes(commands.call(command)));
  }
}
