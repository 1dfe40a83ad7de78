package dev.meridian.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.lane.Lanes;
import dev.meridian.lane.Lanes.Load;
import dev.meridian.result.Store;
import dev.meridian.testing.Await;
import dev.meridian.testing.LanesContract;
import dev.meridian.testing.TestServers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RedisLanesTest extends LanesContract {
  private final RedisConfig config = RedisConfig.defaults(TestServers.redis().uri());
  private final Store store = RedisStore.connect(config, Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected Lanes lanes() {
    return store.lanes();
  }

  @Test
  void keyThatIsNotUsedLosesItsLane() {
    var random = new SecureRandom();
    try (var commands = new Commands(config, random);
        var subscriber = new Subscriber(config, random, () -> {}, () -> {})) {
      var lanes =
          new RedisLanes(commands, new Keys(config.prefix()), subscriber, Duration.ofMillis(300));
      String region = "sticky" + ProcessHandle.current().pid();
      assertThat(lanes.assign(new Load(region, "a", 1), List.of(0L, 5L))).isZero();
      long then = System.nanoTime() + Duration.ofMillis(400).toNanos();
      Await.until("time to pass", () -> System.nanoTime() - then > 0);
      assertThat(lanes.assign(new Load(region, "a", 1), List.of(5L, 0L))).isEqualTo(1);
    }
  }
}
