package dev.meridian.redis;

import dev.meridian.result.Claims;
import dev.meridian.result.Store;
import dev.meridian.testing.ClaimsContract;
import dev.meridian.testing.TestServers;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;

final class RedisClaimsTest extends ClaimsContract {
  private final Store store =
      RedisStore.connect(RedisConfig.defaults(TestServers.redis().uri()), Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected Claims claims() {
    return store.results().claims();
  }
}
