package dev.meridian.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.result.Store;
import dev.meridian.testing.CrossingLogContract;
import dev.meridian.testing.TestServers;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.CrossingLog.Page;
import dev.meridian.track.CrossingLog.Sharing;
import dev.meridian.track.Tracking;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

final class RedisCrossingsTest extends CrossingLogContract {
  private static final Duration NO = Duration.ZERO;
  private static final Set<String> FRA = Set.of("fra");

  private final RedisConfig config =
      RedisConfig.defaults(TestServers.redis().uri())
          .withPrefix("crossings-" + UUID.randomUUID() + ":");
  private final Store store = RedisStore.connect(config, Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected Tracking tracking() {
    return store.tracking();
  }

  @Test
  void whatALaterVersionWroteIsPassedOver() {
    CrossingLog log = tracking().crossings();
    Sharing sharing = new Sharing("actions", "a", Duration.ofMillis(1));
    assertThat(log.take(sharing, FRA, 10, NO).entries()).isEmpty();
    List<String> places = new ArrayList<>();
    try (Jedis redis = new Jedis(config.uri())) {
      for (int i = 0; i < 3; i++) {
        String text = "{\"id\":\"a\",\"kind\":\"teleport\",\"number\":" + i + "}";
        String stream = new Keys(config.prefix()).crossings("fra");
        places.add(redis.xadd(stream, StreamEntryID.NEW_ENTRY, Map.of("c", text)).toString());
      }
      Page page = log.read(Map.of("fra", CrossingLog.BEGIN), 2, NO);
      assertThat(page.entries()).isEmpty();
      assertThat(page.last()).isEqualTo(Map.of("fra", places.get(1)));
      assertThat(page.isEmpty()).isFalse();
      assertThat(log.read(page.last(), 2, NO).last()).isEqualTo(log.end(FRA));

      assertThat(log.take(sharing, FRA, 10, NO).entries()).isEmpty();
      String stream = new Keys(config.prefix()).crossings("fra");
      assertThat(redis.xpending(stream, "actions").getTotal()).isZero();
    }
  }
}
