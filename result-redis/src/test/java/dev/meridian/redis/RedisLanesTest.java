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
import java.util.function.Consumer;
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

  private void with(Duration sticky, int mostKeys, Consumer<Lanes> test) {
    var random = new SecureRandom();
    try (var commands = new Commands(config, random);
        var subscriber = new Subscriber(config, random, () -> {}, () -> {})) {
      test.accept(
          new RedisLanes(commands, new Keys(config.prefix()), subscriber, sticky, mostKeys));
    }
  }

  @Test
  void keyThatIsNotUsedLosesItsLane() {
    with(
        Duration.ofMillis(300),
        10,
        lanes -> {
          Load load = new Load("sticky" + ProcessHandle.current().pid(), "a", 1);
          assertThat(lanes.assign(load, List.of(0L, 5L))).isZero();
          long then = System.nanoTime() + Duration.ofMillis(400).toNanos();
          Await.until("time to pass", () -> System.nanoTime() - then > 0);
          assertThat(lanes.assign(load, List.of(5L, 0L))).isEqualTo(1);
        });
  }

  @Test
  void keysThatWereUsedLongestAgoAreForgottenFirst() {
    with(
        Lanes.STICKY,
        2,
        lanes -> {
          String region = "bound" + ProcessHandle.current().pid();
          for (String key : List.of("a", "b", "c")) {
            assertThat(lanes.assign(new Load(region, key, 0), List.of(0L, 9L))).isZero();
            long then = System.nanoTime() + Duration.ofMillis(5).toNanos();
            Await.until("a later millisecond", () -> System.nanoTime() - then > 0);
          }
          assertThat(lanes.assign(new Load(region, "c", 0), List.of(9L, 0L))).isZero();
          assertThat(lanes.assign(new Load(region, "b", 0), List.of(9L, 0L))).isZero();
          assertThat(lanes.assign(new Load(region, "a", 0), List.of(9L, 0L))).isEqualTo(1);
        });
  }
}
