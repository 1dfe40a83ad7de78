package dev.meridian.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.result.Store;
import dev.meridian.testing.FenceStoreContract;
import dev.meridian.testing.TestServers;
import dev.meridian.testing.TrackSamples;
import dev.meridian.track.FenceStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RedisFencesTest extends FenceStoreContract {
  private final RedisConfig config =
      RedisConfig.defaults(TestServers.redis().uri())
          .withPrefix("fences-" + UUID.randomUUID() + ":");
  private final Store store = RedisStore.connect(config, Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected FenceStore fences() {
    return store.tracking().fences();
  }

  @Test
  void removalsTooOldAreNotKnown() {
    var random = new SecureRandom();
    try (var commands = new Commands(config, random);
        var subscriber = new Subscriber(config, random, () -> {}, () -> {})) {
      var one = new RedisFences(commands, new Keys(config.prefix()), subscriber, 1);
      for (String id : List.of("a", "b")) {
        one.put(id, TrackSamples.fence(id, 1), null, OptionalInt.empty());
        one.remove(id);
      }
      assertThat(one.changes(1).complete()).isFalse();
      assertThat(one.changes(2).changes()).containsExactly(new FenceStore.Change("b", null));
      assertThat(one.put("a", TrackSamples.fence("a", 1), null, OptionalInt.empty()))
          .hasValueSatisfying(kept -> assertThat(kept.version()).isEqualTo(1));
    }
  }
}
