package dev.meridian.memory;

import dev.meridian.result.StoreException;
import dev.meridian.track.FenceStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The embedded fences, a bounded number of them: a further one is refused. Of removed ones it
/// remembers as many, the latest; older ones begin anew at version 1. Thread-safe.
final class MemoryFences implements FenceStore {
  private final InstantSource clock;
  private final int most;
  private final TreeMap<String, Kept> fences = new TreeMap<>();
  private final Map<String, Last> last = new HashMap<>();
  private final NavigableMap<Long, String> changes = new TreeMap<>();
  private final NavigableMap<Long, String> removals = new TreeMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long revision;
  private long forgotten;

  /// A fence as it is or was, and the revision that made or removed it.
  private record Last(Kept fence, long revision) {
    int version() {
      return fence.version();
    }
  }

  /// @param most fences that are kept
  MemoryFences(InstantSource clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  @Override
  public Optional<Kept> put(
      String id, ObjectNode feature, @Nullable Instant expires, OptionalInt expected) {
    Kept kept;
    synchronized (this) {
      Kept before = fences.get(id);
      if (expected.isPresent() && expected.getAsInt() != (before == null ? 0 : before.version())) {
        return Optional.empty();
      }
      if (before == null && fences.size() >= most) {
        String message = "fences: " + fences.size() + " (expected: at most " + most + ")";
        throw new StoreException(StoreException.Kind.REFUSED, message, null);
      }
      Last known = last.get(id);
      kept = new Kept(id, known == null ? 1 : known.version() + 1, expires, feature.deepCopy());
      fences.put(id, kept);
      changed(kept);
    }
    listeners.forEach(Runnable::run);
    return Optional.of(kept);
  }

  private void changed(Kept fence) {
    Last before = last.put(fence.id(), new Last(fence, ++revision));
    if (before != null) {
      changes.remove(before.revision());
      removals.remove(before.revision());
    }
    changes.put(revision, fence.id());
  }

  @Override
  public boolean remove(String id, OptionalInt expected) {
    boolean removed;
    synchronized (this) {
      Kept kept = fences.get(id);
      boolean isExpected =
          expected.isEmpty() || (kept != null && kept.version() == expected.getAsInt());
      removed = isExpected && removeOne(id);
    }
    if (removed) {
      listeners.forEach(Runnable::run);
    }
    return removed;
  }

  private boolean removeOne(String id) {
    Kept before = fences.remove(id);
    if (before == null) {
      return false;
    }
    changed(before);
    removals.put(revision, id);
    if (removals.size() > most) {
      var oldest = removals.pollFirstEntry();
      forgotten = oldest.getKey();
      changes.remove(forgotten);
      last.remove(oldest.getValue());
    }
    return true;
  }

  @Override
  public int expire() {
    List<String> over;
    synchronized (this) {
      Instant now = clock.instant();
      over =
          fences.values().stream()
              .filter(fence -> fence.expires() != null && !fence.expires().isAfter(now))
              .map(Kept::id)
              .toList();
      for (String id : over) {
        boolean _ = removeOne(id);
      }
    }
    if (!over.isEmpty()) {
      listeners.forEach(Runnable::run);
    }
    return over.size();
  }

  @Override
  public synchronized Optional<Kept> find(String id) {
    return Optional.ofNullable(fences.get(id));
  }

  @Override
  public synchronized Optional<Kept> latest(String id) {
    return Optional.ofNullable(last.get(id)).map(Last::fence);
  }

  @Override
  public synchronized Set<String> existing(Collection<String> ids) {
    Set<String> found = new HashSet<>(ids);
    found.retainAll(fences.keySet());
    return found;
  }

  @Override
  public synchronized Page page(@Nullable String after, int limit) {
    var rest = after == null ? fences : fences.tailMap(after, false);
    List<Kept> page = rest.values().stream().limit(limit).toList();
    boolean more = !page.isEmpty() && !fences.lastKey().equals(page.getLast().id());
    return new Page(page, more ? page.getLast().id() : null);
  }

  @Override
  public synchronized long count() {
    return fences.size();
  }

  @Override
  public synchronized long revision() {
    return revision;
  }

  @Override
  public synchronized Changes changes(long after) {
    if (after < forgotten || after > revision) {
      return new Changes(false, revision, List.of());
    }
    List<Change> found =
        changes.tailMap(after, false).values().stream()
            .map(id -> new Change(id, fences.get(id)))
            .toList();
    return new Changes(true, revision, found);
  }

  @Override
  public AutoCloseable onChange(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
