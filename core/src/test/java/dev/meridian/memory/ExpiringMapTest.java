package dev.meridian.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ExpiringMapTest {
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final ExpiringMap<String, Integer> map = ExpiringMap.ofEntries(clock, 3);

  @Test
  void entryIsThereUntilItExpires() {
    map.put("a", 1, at(10));
    clock.set(at(10).minusNanos(1));
    assertThat(map.get("a")).isEqualTo(1);
    assertThat(map.expiry("a")).isEqualTo(at(10));
    clock.set(at(10));
    assertThat(map.get("a")).isNull();
    assertThat(map.expiry("a")).isNull();
    assertThat(map.size()).isZero();
  }

  @Test
  void expiredEntriesTakeNoRoom() {
    map.put("short", 1, at(1));
    map.put("a", 2, at(10));
    map.put("b", 3, at(10));
    clock.set(at(1));
    map.put("c", 4, at(10));
    assertThat(map.values()).containsExactly(2, 3, 4);
  }

  @Test
  void valueTooHeavyIsNotKept() {
    var heavy = new ExpiringMap<String, Integer>(clock, 10, value -> value);
    heavy.put("a", 6, at(10));
    assertThat(heavy.hasRoomFor(4)).isTrue();
    assertThat(heavy.hasRoomFor(5)).isFalse();
    heavy.put("b", 11, at(10));
    assertThat(heavy.size()).isZero();
    assertThat(heavy.hasRoomFor(10)).isTrue();
  }

  @Test
  void behavesAsAPlainModelDoes() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    Map<String, Instant> model = new LinkedHashMap<>();
    for (int step = 0; step < 20_000; step++) {
      String key = "k" + random.nextInt(6);
      Instant expires = clock.instant().plusSeconds(1 + random.nextInt(20));
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          map.put(key, step, expires);
          model.remove(key);
          model.put(key, expires);
          if (model.size() > 3) {
            model.remove(model.keySet().iterator().next());
          }
        }
        case 2 -> {
          map.remove(key);
          model.remove(key);
        }
        default -> clock.advance(Duration.ofSeconds(random.nextInt(4)));
      }
      model.values().removeIf(end -> !end.isAfter(clock.instant()));
      assertThat(expiries()).as("seed %d, step %d", seed, step).isEqualTo(model);
    }
  }

  private Map<String, Instant> expiries() {
    Map<String, Instant> all = new HashMap<>();
    for (int i = 0; i < 6; i++) {
      Instant expires = map.expiry("k" + i);
      if (expires != null) {
        all.put("k" + i, expires);
      }
    }
    assertThat(map.size()).isEqualTo(all.size());
    return all;
  }

  private static Instant at(int seconds) {
    return Instant.ofEpochSecond(seconds);
  }
}
