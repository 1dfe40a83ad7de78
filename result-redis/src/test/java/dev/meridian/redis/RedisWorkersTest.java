package dev.meridian.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.node.WorkerDirectory;
import dev.meridian.node.WorkerStatus;
import dev.meridian.result.Store;
import dev.meridian.testing.TestServers;
import dev.meridian.testing.WorkerDirectoryContract;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RedisWorkersTest extends WorkerDirectoryContract {
  private final Store store =
      RedisStore.connect(RedisConfig.defaults(TestServers.redis().uri()), Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void unreadableHeartbeatHidesNoOther() {
    List<String> names = List.of("good@unreadable", "bad@unreadable");
    names.forEach(name -> store.workers().heartbeat(status(name), Duration.ofMinutes(1)));
    TestServers.redis().ctl("SET", new Keys("meridian:").worker("bad@unreadable"), "[");

    assertThat(store.workers().workers())
        .extracting(WorkerStatus::name)
        .contains("good@unreadable")
        .doesNotContain("bad@unreadable");
    names.forEach(store.workers()::leave);
  }

  @Override
  protected WorkerDirectory directory() {
    return store.workers();
  }

  private static WorkerStatus status(String name) {
    Instant now = Instant.now();
    return new WorkerStatus(
        name, List.of("fra"), List.of("echo"), "0.1.0", now, now, 4, 0, 0, false);
  }
}
