package dev.meridian.redis;

import dev.meridian.result.Store;
import dev.meridian.testing.CrossingLogContract;
import dev.meridian.testing.TestServers;
import dev.meridian.track.Tracking;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

final class RedisCrossingsTest extends CrossingLogContract {
  private final Store store =
      RedisStore.connect(
          RedisConfig.defaults(TestServers.redis().uri())
              .withPrefix("crossings-" + UUID.randomUUID() + ":"),
          Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected Tracking tracking() {
    return store.tracking();
  }
}
