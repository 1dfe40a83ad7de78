package dev.meridian.tracking;

import dev.meridian.fence.Fence;
import dev.meridian.fence.FenceIndex;
import dev.meridian.fence.FenceSource;
import dev.meridian.fence.ObjectState;
import dev.meridian.fence.Stay;
import dev.meridian.track.FenceStore;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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
  private static final int PAUSES_UNTIL_ASKED = 20;

  private final FenceSource source;
  private final FenceStore fences;
  private final Map<String, Long> unreadable = new ConcurrentHashMap<>(); // fence, edition
  private FenceIndex newest = FenceIndex.empty(); // guarded by this
  private long edition; // of it; guarded by this

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
  /// read, is [#isUnreadable] from then on. The store is asked only which fences there are of those
  /// that are not known here, all at once, and of an unreadable one only after an edit.
  ///
  /// @throws dev.meridian.result.StoreException if it has to ask the store, which does not answer
  FenceIndex upToDateFor(Collection<ObjectState> objects) {
    FenceIndex index = source.index();
    Map<String, Integer> judged = behind(index, objects);
    Set<String> behind = behind(index, judged);
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (int pauses = 1; !behind.isEmpty() && System.nanoTime() - end < 0; pauses++) {
      LockSupport.parkNanos(PAUSE);
      FenceIndex before = index;
      index = source.index();
      if (index != before || pauses % PAUSES_UNTIL_ASKED == 0) {
        behind = behind(index, judged);
      }
    }
    if (!behind.isEmpty()) {
      LOG.warn("fences that others know, and that are not known here: {}", behind);
      long now = edition(index);
      behind.forEach(id -> unreadable.put(id, now));
    }
    return index;
  }

  /// Whether there is such a fence, though it is not known here.
  boolean isUnreadable(String fence) {
    return unreadable.containsKey(fence);
  }

  /// The fences some objects were judged by that a snapshot does not have, or has older, and their
  /// versions.
  private Map<String, Integer> behind(FenceIndex index, Collection<ObjectState> objects) {
    Map<String, Integer> behind = new HashMap<>();
    for (ObjectState object : objects) {
      for (Stay stay : object.stays().values()) {
        Fence judged = stay.fence();
        if (isBehind(index, judged.id(), judged.version())) {
          behind.merge(judged.id(), judged.version(), Math::max);
        } else if (!unreadable.isEmpty()) {
          unreadable.remove(judged.id());
        }
      }
    }
    return behind;
  }

  private static boolean isBehind(FenceIndex index, String id, int version) {
    Fence known = index.fence(id).orElse(null);
    return known == null || known.version() < version;
  }

  /// Which of them a snapshot has to wait for.
  private Set<String> behind(FenceIndex index, Map<String, Integer> judged) {
    Set<String> behind = new HashSet<>();
    Set<String> unknown = new HashSet<>();
    long now = judged.isEmpty() ? 0 : edition(index);
    judged.forEach((id, version) -> {
      boolean isNews = !Long.valueOf(now).equals(unreadable.get(id));
      if (isNews && isBehind(index, id, version)) {
        (index.fence(id).isEmpty() ? unknown : behind).add(id);
      }
    });
    if (!unknown.isEmpty()) {
      Set<String> existing = fences.existing(unknown);
      unknown.removeAll(existing);
      unreadable.keySet().removeAll(unknown);
      behind.addAll(existing);
    }
    behind.removeIf(id -> unreadable.computeIfPresent(id, (_, _) -> now) != null);
    return behind;
  }

  /// Counts the snapshots.
  private synchronized long edition(FenceIndex index) {
    if (index != newest) {
      newest = index;
      edition++;
    }
    return edition;
  }
}
