package dev.meridian.memory;

import dev.meridian.result.Store;
import java.time.InstantSource;

/// Makes the store behind `memory://`.
public final class MemoryStore {
  private static final int MAX_RESULTS = 200_000;
  private static final int MAX_KEYS = 100_000;
  private static final int MAX_CHORDS = 20_000;
  private static final int MAX_WORKERS = 10_000;
  private static final long MAX_LETTER_BYTES = 64L << 20;
  private static final long MAX_CACHE_BYTES = 64L << 20;

  private MemoryStore() {}

  /// An empty store that keeps at most 200,000 results, 100,000 limits, 20,000 chords, 64 MiB of
  /// cache and 64 MiB of dead letters, and of tracking what [MemoryTracking] says.
  ///
  /// @param clock by which everything expires
  public static Store create(InstantSource clock) {
    return new Store(
        new MemoryResultStore(clock, MAX_RESULTS),
        new MemoryLimits(clock, MAX_KEYS),
        new MemorySharedCache(clock, MAX_CACHE_BYTES),
        new MemoryWorkerDirectory(clock, MAX_WORKERS),
        new MemoryChords(clock, MAX_CHORDS),
        new MemoryLetters(clock, MAX_LETTER_BYTES),
        new MemoryLanes(clock),
        MemoryTracking.create(clock));
  }
}
