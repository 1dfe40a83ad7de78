package dev.meridian.cli;

import dev.meridian.builtin.FetchInput;
import dev.meridian.fetch.FetchHandler;
import dev.meridian.result.Store;
import dev.meridian.task.Attempt;
import dev.meridian.task.TaskHandler;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The handler of `fetch`, made at the first fetch: its libraries are large, and a worker that
/// starts should consume at once. Thread-safe.
final class LazyFetch implements TaskHandler<FetchInput, JsonNode>, AutoCloseable {
  private final RegionsInUse regions;
  private final Store store;
  private final InstantSource clock;

  /// Guarded by `this`.
  private @Nullable FetchHandler handler;

  LazyFetch(RegionsInUse regions, Store store, InstantSource clock) {
    this.regions = regions;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public JsonNode run(FetchInput input, Attempt attempt) throws Exception {
    return handler().run(input, attempt);
  }

  private synchronized FetchHandler handler() {
    FetchHandler made = handler;
    if (made == null) {
      made = new FetchHandler(id -> regions.map().source(id), store.limits(), store.cache(), clock);
      handler = made;
    }
    return made;
  }

  @Override
  public synchronized void close() {
    if (handler != null) {
      handler.close();
    }
  }
}
