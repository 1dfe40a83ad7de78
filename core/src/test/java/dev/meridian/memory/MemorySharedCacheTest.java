package dev.meridian.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.cache.SharedCache;
import dev.meridian.testing.SharedCacheContract;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class MemorySharedCacheTest extends SharedCacheContract {
  private final SharedCache cache = new MemorySharedCache(InstantSource.system(), 64 << 20);

  @Override
  protected SharedCache cache() {
    return cache;
  }

  @Test
  void oldestValuesMakeRoom() {
    var small = new MemorySharedCache(InstantSource.system(), 10_000);
    for (int i = 0; i < 4; i++) {
      small.put("k" + i, new byte[3_000], Duration.ofMinutes(1));
    }
    assertThat(small.get("k0")).isEmpty();
    assertThat(small.get("k1")).isPresent();
    assertThat(small.get("k3")).isPresent();
  }
}
