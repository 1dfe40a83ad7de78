package dev.meridian.memory;

import dev.meridian.track.FenceStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The embedded fences. It remembers every id that was ever used. Thread-safe.
final class MemoryFences implements FenceStore {
  private final InstantSource clock;
  private final TreeMap<String, Kept> fences = new TreeMap<>();
  private final Map<String, Integer> versions = new HashMap<>();
  private final Map<String, Long> changed = new HashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long revision;

  MemoryFences(InstantSource clock) {
    this.clock = clock;
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
      kept = new Kept(id, versions.merge(id, 1, Integer::sum), expires, feature.deepCopy());
      fences.put(id, kept);
      changed.put(id, ++revision);
    }
    listeners.forEach(Runnable::run);
    return Optional.of(kept);
  }

  @Override
  public boolean remove(String id) {
    synchronized (this) {
      if (fences.remove(id) == null) {
        return false;
      }
      changed.put(id, ++revision);
    }
    listeners.forEach(Runnable::run);
    return true;
  }

  @Override
  public int expire() {
    Instant now = clock.instant();
    List<String> over;
    synchronized (this) {
      over =
          fences.values().stream()
              .filter(fence -> fence.expires() != null && !fence.expires().isAfter(now))
              .map(Kept::id)
              .toList();
    }
    return (int) over.stream().filter(this::remove).count();
  }

  @Override
  public synchronized Optional<Kept> find(String id) {
    return Optional.ofNullable(fences.get(id));
  }

  @Override
  public synchronized Page page(@Nullable String after, int limit) {
    var rest = after == null ? fences : fences.tailMap(after, false);
    List<Kept> page = rest.values().stream().limit(limit).toList();
    boolean more = rest.size() > page.size();
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
    List<String> ids = new ArrayList<>();
    changed.forEach((id, last) -> {
      if (last > after) {
        ids.add(id);
      }
    });
    ids.sort(Comparator.comparing(changed::get));
    List<Change> changes = ids.stream().map(id -> new Change(id, fences.get(id))).toList();
    return new Changes(true, revision, changes);
  }

  @Override
  public AutoCloseable onChange(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
