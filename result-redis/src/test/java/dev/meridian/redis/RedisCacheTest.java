package dev.meridian.redis;

import dev.meridian.cache.SharedCache;
import dev.meridian.result.Store;
import dev.meridian.testing.SharedCacheContract;
import dev.meridian.testing.TestServers;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;

final class RedisCacheTest extends SharedCacheContract {
  private final Store store =
      RedisStore.connect(RedisConfig.defaults(TestServers.redis().uri()), Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected SharedCache cache() {
    return store.cache();
  }
}
