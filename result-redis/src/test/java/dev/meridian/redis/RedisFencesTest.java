package dev.meridian.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import dev.meridian.redis.RedisFences.Bounds;
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
  void answersEndAfterEnoughBytes() {
    var random = new SecureRandom();
    try (var commands = new Commands(config, random);
        var subscriber = new Subscriber(config, random, () -> {}, () -> {})) {
      int size = Json.bytes(TrackSamples.fence("a", 1)).length;
      int two = 2 * size + 20;
      var few = new RedisFences(commands, new Keys(config.prefix()), subscriber, bounds(10, two));
      for (String id : List.of("a", "b", "c", "d", "e")) {
        few.put(id, TrackSamples.fence(id, 1), null, OptionalInt.empty());
      }
      few.remove("b");
      FenceStore.Page page = few.page(null, 10);
      assertThat(page.fences()).extracting(FenceStore.Kept::id).containsExactly("a", "c");
      assertThat(page.next()).isEqualTo("c");
      page = few.page("c", 10);
      assertThat(page.fences()).extracting(FenceStore.Kept::id).containsExactly("d", "e");
      assertThat(page.next()).isNull();
      assertThat(few.page(null, 1).next()).isEqualTo("a");

      var one = new RedisFences(commands, new Keys(config.prefix()), subscriber, bounds(10, 1));
      assertThat(one.page("c", 10).fences()).as("one at least").hasSize(1);
      FenceStore.Changes changes = one.changes(0);
      assertThat(changes.revision()).isEqualTo(one.revision());
      assertThat(changes.changes())
          .extracting(FenceStore.Change::id)
          .containsExactly("a", "c", "d", "e", "b");
    }
  }

  @Test
  void removalsTooOldAreNotKnown() {
    var random = new SecureRandom();
    try (var commands = new Commands(config, random);
        var subscriber = new Subscriber(config, random, () -> {}, () -> {})) {
      var one =
          new RedisFences(commands, new Keys(config.prefix()), subscriber, bounds(1, 1 << 20));
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

  private static Bounds bounds(int removed, int answerBytes) {
    return new Bounds(removed, 1 << 20, answerBytes);
  }

  @Test
  void removedFencesAreRememberedUpToSomeBytes() {
    var random = new SecureRandom();
    try (var commands = new Commands(config, random);
        var subscriber = new Subscriber(config, random, () -> {}, () -> {})) {
      int size = Json.bytes(TrackSamples.fence("a", 1)).length + "1 \n".length();
      var two =
          new RedisFences(
              commands, new Keys(config.prefix()), subscriber, new Bounds(10, 2 * size, 1));
      for (String id : List.of("a", "b", "c", "d")) {
        two.put(id, TrackSamples.fence(id, 1), null, OptionalInt.empty());
        two.remove(id);
      }
      assertThat(two.latest("a")).isEmpty();
      assertThat(two.latest("b")).isEmpty();
      assertThat(two.latest("c")).isPresent();
      assertThat(two.latest("d")).isPresent();
      two.put("c", TrackSamples.fence("c", 2), null, OptionalInt.empty());
      two.put("e", TrackSamples.fence("e", 1), null, OptionalInt.empty());
      two.remove("e");
      assertThat(two.latest("d")).as("made again, c leaves room").isPresent();
      assertThat(two.latest("e")).isPresent();
      var none =
          new RedisFences(commands, new Keys(config.prefix()), subscriber, new Bounds(10, 1, 1));
      none.remove("c");
      assertThat(none.latest("c")).isEmpty();
      assertThat(none.latest("e")).isEmpty();
      assertThat(none.put("e", TrackSamples.fence("e", 1), null, OptionalInt.empty()))
          .hasValueSatisfying(kept -> assertThat(kept.version()).isEqualTo(2));
    }
  }
}
