package dev.meridian.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.cache.SharedCache;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What every [SharedCache] does.
public abstract class SharedCacheContract {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final String key = "contract-" + UUID.randomUUID();

  /// The cache under test: the same one all through a test.
  protected abstract SharedCache cache();

  @Test
  final void valueIsReadAsItWasSet() {
    assertThat(cache().get(key)).isEmpty();
    byte[] value = {0, -1, 13, 10, 127};
    cache().put(key, value, LONG);
    assertThat(cache().get(key)).contains(value);
    cache().put(key, new byte[0], LONG);
    assertThat(cache().get(key)).contains(new byte[0]);
  }

  @Test
  final void valueKeptIsNotTheCallersArray() {
    byte[] value = {1};
    cache().put(key, value, LONG);
    value[0] = 2;
    byte[] read = cache().get(key).orElseThrow();
    assertThat(read).containsExactly(1);
    read[0] = 3;
    assertThat(cache().get(key)).contains(new byte[] {1});
  }

  @Test
  final void valueExpires() {
    cache().put(key, new byte[] {1}, Duration.ofSeconds(1));
    assertThat(cache().get(key)).isPresent();
    Await.until("it is gone", Duration.ofSeconds(4), () -> cache().get(key).isEmpty());
    assertThat(cache().putIfAbsent(key, new byte[] {2}, LONG)).isEmpty();
  }

  @Test
  final void settingAgainStartsANewLife() {
    cache().put(key, new byte[] {1}, Duration.ofSeconds(1));
    cache().put(key, new byte[] {2}, LONG);
    Await.holds("it stays", Duration.ofMillis(1_500), () -> cache().get(key).isPresent());
  }

  @Test
  final void onlyAnAbsentValueIsSet() {
    assertThat(cache().putIfAbsent(key, new byte[] {1}, LONG)).isEmpty();
    assertThat(cache().putIfAbsent(key, new byte[] {2}, LONG)).contains(new byte[] {1});
    assertThat(cache().get(key)).contains(new byte[] {1});
  }

  @Test
  final void oneOfManyRacersSetsAnAbsentValue() {
    var winners = new AtomicInteger();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        byte[] value = {(byte) i};
        executor.execute(() -> {
          Optional<byte[]> before = cache().putIfAbsent(key, value, LONG);
          winners.addAndGet(before.isEmpty() ? 1 : 0);
        });
      }
    }
    assertThat(winners).hasValue(1);
  }

  @Test
  final void removedValueIsGone() {
    cache().put(key, new byte[] {1}, LONG);
    cache().remove(key);
    cache().remove(key);
    assertThat(cache().get(key)).isEmpty();
  }

  @Test
  final void valueTooLargeIsNotKept() {
    byte[] largest = new byte[SharedCache.MAX_BYTES];
    largest[largest.length - 1] = 1;
    cache().put(key, largest, LONG);
    assertThat(cache().get(key).orElseThrow()).isEqualTo(largest);
    cache().put(key, new byte[SharedCache.MAX_BYTES + 1], LONG);
    assertThat(cache().get(key).orElseThrow()).isEqualTo(largest);
    cache().remove(key);
    cache().put(key, new byte[SharedCache.MAX_BYTES + 1], LONG);
    assertThat(cache().get(key)).isEmpty();
  }
}
