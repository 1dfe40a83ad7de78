package dev.meridian.redis;

import dev.meridian.letter.DeadLetterStore;
import dev.meridian.result.Store;
import dev.meridian.testing.DeadLetterContract;
import dev.meridian.testing.TestServers;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

final class RedisLettersTest extends DeadLetterContract {
  private final Store store =
      RedisStore.connect(
          RedisConfig.defaults(TestServers.redis().uri())
              .withPrefix("letters-" + UUID.randomUUID() + ":"),
          Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected DeadLetterStore letters() {
    return store.letters();
  }
}
