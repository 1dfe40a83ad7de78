package dev.meridian.redis;

import dev.meridian.limit.Limits;
import dev.meridian.result.Store;
import dev.meridian.testing.LimitsContract;
import dev.meridian.testing.TestServers;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;

final class RedisLimitsTest extends LimitsContract {
  private final Store store =
      RedisStore.connect(RedisConfig.defaults(TestServers.redis().uri()), Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected Limits limits() {
    return store.limits();
  }
}
