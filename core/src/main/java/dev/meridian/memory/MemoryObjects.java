package dev.meridian.memory;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.Box;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The embedded objects, a bounded number of them: the one whose last step is the longest ago makes
/// room for another. Thread-safe.
final class MemoryObjects implements ObjectStore {
  private final InstantSource clock;
  private final MemoryCrossings log;
  private final int most;
  private final TreeMap<String, MemoryObject> objects = new TreeMap<>();
  private final SequencedSet<String> longestStill = new LinkedHashSet<>();
  private final Map<String, NavigableSet<String>> inside = new HashMap<>();
  private final Map<String, NavigableSet<Due>> due = new HashMap<>();
  private final Map<String, Owner> owners = new HashMap<>();

  private long highestForgotten; // version

  private record Due(Instant at, String object) implements Comparable<Due> {
    private static final Comparator<Due> ORDER =
        Comparator.comparing(Due::at).thenComparing(Due::object);

    @Override
    public int compareTo(Due other) {
      return ORDER.compare(this, other);
    }
  }

  private record Owner(String name, Instant until) {}

  /// @param log where the crossings go
  /// @param most objects that are kept
  MemoryObjects(InstantSource clock, MemoryCrossings log, int most) {
    this.clock = clock;
    this.log = log;
    this.most = most;
  }

  @Override
  public synchronized Map<String, Kept> load(Collection<String> ids) {
    Map<String, Kept> found = new HashMap<>();
    ids.forEach(id -> kept(id).ifPresent(kept -> found.put(id, kept)));
    return found;
  }

  @Override
  public synchronized List<Outcome> commit(String region, List<Step> steps, Bounds bounds) {
    checkSteps(steps);
    return steps.stream().map(step -> commit(region, step, bounds)).toList();
  }

  private static void checkSteps(List<Step> steps) {
    if (steps.size() > MAX_STEPS) {
      throw new InvalidValueException("steps", steps.size(), "at most " + MAX_STEPS);
    }
  }

  private Outcome commit(String region, Step step, Bounds bounds) {
    Optional<Kept> before = kept(step.object());
    if (before.map(Kept::version).orElse(0L) != step.expected()) {
      return new Outcome.Refused(before);
    }
    long version = 1 + (before.isEmpty() ? highestForgotten : step.expected());
    var kept = new Kept(step.object(), version, region, step.last(), step.state());
    MemoryObject object = objects.computeIfAbsent(step.object(), _ -> new MemoryObject(kept));
    withdraw(object);
    object.go(kept, step, bounds, clock.instant());
    index(object);
    log.add(region, step.crossings(), bounds.crossings());
    while (objects.size() > most) {
      forget(longestStill.getFirst());
    }
    return new Outcome.Done(version);
  }

  private void index(MemoryObject object) {
    Kept kept = object.kept();
    longestStill.addLast(kept.id());
    object.fences().forEach(fence -> add(inside, fence, kept.id()));
    if (object.due() != null) {
      add(due, kept.region(), new Due(object.due(), kept.id()));
    }
  }

  private void withdraw(MemoryObject object) {
    Kept kept = object.kept();
    longestStill.remove(kept.id());
    object.fences().forEach(fence -> remove(inside, fence, kept.id()));
    if (object.due() != null) {
      remove(due, kept.region(), new Due(object.due(), kept.id()));
    }
  }

  private static <T> void add(Map<String, NavigableSet<T>> sets, String name, T item) {
    sets.computeIfAbsent(name, _ -> new TreeSet<>()).add(item);
  }

  private static <T> void remove(Map<String, NavigableSet<T>> sets, String name, T item) {
    sets.computeIfPresent(name, (_, set) -> set.remove(item) && set.isEmpty() ? null : set);
  }

  @Override
  public synchronized List<String> due(String region, Instant until, int from, int limit) {
    return due.getOrDefault(region, Collections.emptyNavigableSet()).stream()
        .takeWhile(next -> !next.at().isAfter(until))
        .skip(from)
        .limit(limit)
        .map(Due::object)
        .toList();
  }

  /// There are none.
  @Override
  public void dropDue(String region, Collection<String> ids) {}

  @Override
  public synchronized List<Kept> within(Box box, @Nullable String after, int limit) {
    var rest = after == null ? objects : objects.tailMap(after, false);
    return rest.values().stream()
        .map(MemoryObject::kept)
        .filter(kept -> kept.last() != null && box.contains(kept.last().at()))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<String> inside(String fence, @Nullable String after, int limit) {
    NavigableSet<String> all = inside.getOrDefault(fence, Collections.emptyNavigableSet());
    return (after == null ? all : all.tailSet(after, false)).stream().limit(limit).toList();
  }

  @Override
  public synchronized List<String> fences(String object) {
    MemoryObject known = objects.get(object);
    return known == null ? List.of() : known.fences().stream().sorted().toList();
  }

  @Override
  public synchronized List<Position> track(String object, Instant since, int limit) {
    MemoryObject known = objects.get(object);
    return known == null ? List.of() : known.track(since, limit, clock.instant());
  }

  @Override
  public synchronized boolean forget(String object, long version) {
    boolean same = kept(object).filter(kept -> kept.version() == version).isPresent();
    if (same) {
      forget(object);
    }
    return same;
  }

  private void forget(String id) {
    MemoryObject object = objects.remove(id);
    if (object != null) {
      withdraw(object);
      highestForgotten = Math.max(highestForgotten, object.kept().version());
    }
  }

  @Override
  public synchronized long count() {
    return objects.size();
  }

  @Override
  public synchronized boolean own(String region, String owner, Duration time) {
    Instant now = clock.instant();
    Owner current = owners.get(region);
    if (current != null && !current.name().equals(owner) && current.until().isAfter(now)) {
      return false;
    }
    owners.put(region, new Owner(owner, now.plus(time)));
    return true;
  }

  private Optional<Kept> kept(String id) {
    return Optional.ofNullable(objects.get(id)).map(MemoryObject::kept);
  }
}
