package dev.meridian.memory;

import dev.meridian.geo.Box;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The embedded objects. Thread-safe.
final class MemoryObjects implements ObjectStore {
  private final InstantSource clock;
  private final MemoryCrossings log;
  private final TreeMap<String, Entry> objects = new TreeMap<>();
  private final Map<String, NavigableSet<String>> inside = new HashMap<>();
  private final Map<String, Owner> owners = new HashMap<>();

  private record Entry(Kept kept, @Nullable Instant due, Deque<Position> track) {}

  private record Owner(String name, Instant until) {}

  MemoryObjects(InstantSource clock, MemoryCrossings log) {
    this.clock = clock;
    this.log = log;
  }

  @Override
  public synchronized Map<String, Kept> load(Collection<String> ids) {
    Map<String, Kept> found = new HashMap<>();
    ids.forEach(id -> kept(id).ifPresent(kept -> found.put(id, kept)));
    return found;
  }

  @Override
  public synchronized List<Outcome> commit(String region, List<Step> steps, Bounds bounds) {
    return steps.stream().map(step -> commit(region, step, bounds)).toList();
  }

  private Outcome commit(String region, Step step, Bounds bounds) {
    Entry before = objects.get(step.object());
    long version = before == null ? 0 : before.kept().version();
    if (version != step.expected()) {
      return new Outcome.Refused(kept(step.object()));
    }
    Deque<Position> track = before == null ? new ArrayDeque<>() : before.track();
    track.addAll(step.track());
    while (track.size() > bounds.trackLength()) {
      track.removeFirst();
    }
    var kept = new Kept(step.object(), version + 1, region, step.last(), step.state());
    objects.put(step.object(), new Entry(kept, step.due(), track));
    step.left().forEach(fence -> inside(fence).remove(step.object()));
    step.entered().forEach(fence -> inside(fence).add(step.object()));
    log.add(region, step.crossings(), bounds.crossings());
    return new Outcome.Done(version + 1);
  }

  @Override
  public synchronized List<String> due(String region, Instant until, int limit) {
    return objects.values().stream()
        .filter(entry -> entry.kept().region().equals(region))
        .filter(entry -> entry.due() != null && !entry.due().isAfter(until))
        .sorted(Comparator.comparing(entry -> Objects.requireNonNull(entry.due())))
        .limit(limit)
        .map(entry -> entry.kept().id())
        .toList();
  }

  @Override
  public synchronized List<Kept> within(Box box, @Nullable String after, int limit) {
    var rest = after == null ? objects : objects.tailMap(after, false);
    return rest.values().stream()
        .map(Entry::kept)
        .filter(kept -> box.contains(kept.last().at()))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<String> inside(String fence, @Nullable String after, int limit) {
    NavigableSet<String> all = inside(fence);
    return (after == null ? all : all.tailSet(after, false)).stream().limit(limit).toList();
  }

  @Override
  public synchronized List<Position> track(String object, Instant since, int limit) {
    Entry entry = objects.get(object);
    if (entry == null) {
      return List.of();
    }
    List<Position> found =
        new ArrayList<>(entry.track().stream().filter(fix -> !fix.time().isBefore(since)).toList());
    found.sort(Comparator.comparing(Position::time));
    return found.subList(Math.max(0, found.size() - limit), found.size());
  }

  @Override
  public synchronized boolean forget(String object, long version) {
    Entry entry = objects.get(object);
    if (entry == null || entry.kept().version() != version) {
      return false;
    }
    objects.remove(object);
    inside.values().forEach(ids -> ids.remove(object));
    return true;
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
    return Optional.ofNullable(objects.get(id)).map(Entry::kept);
  }

  private NavigableSet<String> inside(String fence) {
    return inside.computeIfAbsent(fence, _ -> new TreeSet<>());
  }
}
