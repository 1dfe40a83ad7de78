package dev.meridian.redis;

import dev.meridian.result.Store;
import dev.meridian.testing.PositionFeedContract;
import dev.meridian.testing.TestServers;
import dev.meridian.track.PositionFeed;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

final class RedisPositionFeedTest extends PositionFeedContract {
  private final Store store =
      RedisStore.connect(
          RedisConfig.defaults(TestServers.redis().uri())
              .withPrefix("positionfeed-" + UUID.randomUUID() + ":"),
          Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected PositionFeed feed() {
    return store.tracking().positions();
  }
}
