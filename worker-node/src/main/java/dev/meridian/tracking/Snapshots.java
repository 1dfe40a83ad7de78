package dev.meridian.tracking;

import dev.meridian.fence.Fence;
import dev.meridian.fence.FenceIndex;
import dev.meridian.fence.FenceSource;
import dev.meridian.fence.ObjectState;
import dev.meridian.fence.Stay;
import dev.meridian.track.FenceStore;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The fences to judge objects by: never older than those that another worker has judged the same
/// objects by, as their last edits would be undone and made again. Thread-safe.
final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

  private final FenceSource source;
  private final FenceStore fences;

  Snapshots(FenceSource source, FenceStore fences) {
    this.source = source;
    this.fences = fences;
  }

  /// The latest snapshot.
  FenceIndex latest() {
    return source.index();
  }

  /// A snapshot that has all fences the objects were judged by, or newer ones. Waits up to 2 s for
  /// an edit that another worker knew earlier; after that, the latest.
  ///
  /// @throws dev.meridian.result.StoreException if it has to ask the store, which does not answer
  FenceIndex upToDateFor(Collection<ObjectState> objects) {
    FenceIndex index = source.index();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (isBehind(index, objects)) {
      if (System.nanoTime() - end >= 0) {
        LOG.warn("fences: judged by others in newer versions than known here");
        return index;
      }
      LockSupport.parkNanos(PAUSE);
      index = source.index();
    }
    return index;
  }

  private boolean isBehind(FenceIndex index, Collection<ObjectState> objects) {
    for (ObjectState object : objects) {
      for (Stay stay : object.stays().values()) {
        if (isBehind(index, stay.fence())) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isBehind(FenceIndex index, Fence judged) {
    Fence known = index.fence(judged.id()).orElse(null);
    return known == null
        ? fences.find(judged.id()).isPresent()
        : known.version() < judged.version();
  }
}
