package dev.meridian.redis;

import dev.meridian.result.Store;
import dev.meridian.testing.FenceStoreContract;
import dev.meridian.testing.TestServers;
import dev.meridian.track.FenceStore;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

final class RedisFencesTest extends FenceStoreContract {
  private final Store store =
      RedisStore.connect(
          RedisConfig.defaults(TestServers.redis().uri())
              .withPrefix("fences-" + UUID.randomUUID() + ":"),
          Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected FenceStore fences() {
    return store.tracking().fences();
  }
}
