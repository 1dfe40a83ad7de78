package dev.meridian.redis;

import dev.meridian.result.Store;
import dev.meridian.result.StoreProvider;
import java.net.URI;
import java.time.InstantSource;
import java.util.Set;

/// Opens `redis://` and `rediss://` with the standard settings.
public final class RedisStoreProvider implements StoreProvider {
  @Override
  public Set<String> schemes() {
    return Set.of("redis", "rediss");
  }

  @Override
  public Store connect(URI url, InstantSource clock) {
    return RedisStore.connect(RedisConfig.defaults(url), clock);
  }
}
