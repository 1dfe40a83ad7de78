package dev.meridian.tracking;

import dev.meridian.fence.Fence;
import dev.meridian.fence.FenceIndex;
import dev.meridian.fence.FenceSource;
import dev.meridian.fence.ObjectState;
import dev.meridian.fence.Stay;
import dev.meridian.track.FenceStore;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

  Snapshots(FenceSource source, FenceStore fences) {
    this.source = source;
    this.fences = fences;
  }

  /// The latest snapshot.
  FenceIndex latest() {
    return source.index();
  }

  /// A snapshot that has all fences the objects were judged by, or newer ones. Waits up to 2 s for
  /// what another worker knew earlier; a fence that is not known here by then, as it cannot be
  /// read, is [#isUnreadable] from then on.
  ///
  /// @throws dev.meridian.result.StoreException if it has to ask the store, which does not answer
  FenceIndex upToDateFor(Collection<ObjectState> objects) {
    FenceIndex index = source.index();
    Set<String> behind = behind(index, objects);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!behind.isEmpty() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(PAUSE);
      index = source.index();
      behind = behind(index, objects);
    }
    if (!behind.isEmpty() && unreadable.addAll(behind)) {
      LOG.warn("fences that others know, and that are not known here: {}", behind);
    }
    return index;
  }

  /// Whether there is such a fence, though it is not known here.
  boolean isUnreadable(String fence) {
    return unreadable.contains(fence);
  }

  private Set<String> behind(FenceIndex index, Collection<ObjectState> objects) {
    Set<String> behind = new HashSet<>();
    for (ObjectState object : objects) {
      for (Stay stay : object.stays().values()) {
        if (isBehind(index, stay.fence())) {
          behind.add(stay.fence().id());
        }
      }
    }
    return behind;
  }

  private boolean isBehind(FenceIndex index, Fence judged) {
    Fence known = index.fence(judged.id()).orElse(null);
    boolean behind =
        known == null ? fences.find(judged.id()).isPresent() : known.version() < judged.version();
    if (!behind && !unreadable.isEmpty()) {
      unreadable.remove(judged.id());
    }
    return behind && !unreadable.contains(judged.id());
  }
}
