package dev.meridian.redis;

import dev.meridian.node.WorkerDirectory;
import dev.meridian.result.Store;
import dev.meridian.testing.TestServers;
import dev.meridian.testing.WorkerDirectoryContract;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;

final class RedisWorkersTest extends WorkerDirectoryContract {
  private final Store store =
      RedisStore.connect(RedisConfig.defaults(TestServers.redis().uri()), Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected WorkerDirectory directory() {
    return store.workers();
  }
}
