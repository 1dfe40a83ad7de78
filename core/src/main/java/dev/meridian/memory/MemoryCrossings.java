package dev.meridian.memory;

import dev.meridian.track.Crossed;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.Place;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The embedded log of crossings. Thread-safe.
final class MemoryCrossings implements CrossingLog {
  private static final Place START = Place.of(BEGIN);
  // What others took comes free when time passes, which nobody tells of.
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final Map<String, Log> logs = new HashMap<>();
  private final Map<String, Map<String, Shared>> shared = new HashMap<>();

  private static final class Log {
    private final TreeMap<Place, Crossed> entries = new TreeMap<>();
    private Place last = START;
    private boolean gaveUp;

    /// Whether something after that place, or that place, is not there any more.
    boolean hasGap(Place place) {
      if (place.equals(START)) {
        return gaveUp;
      }
      return entries.isEmpty()
          || place.compareTo(entries.firstKey()) < 0
          || place.compareTo(last) > 0;
    }
  }

  /// How far the sharers of one name are in one region.
  private static final class Shared {
    private Place taken;
    private final TreeMap<Place, Instant> unfinished = new TreeMap<>();

    Shared(Place taken) {
      this.taken = taken;
    }
  }

  MemoryCrossings(InstantSource clock) {
    this.clock = clock;
  }

  /// Adds crossings to the log of a region; the oldest go if it has more than `most`.
  void add(String region, List<Crossed> crossings, int most) {
    if (crossings.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      Log log = log(region);
      for (Crossed crossed : crossings) {
        long millis = Math.max(clock.millis(), log.last.millis());
        long count = millis == log.last.millis() ? log.last.count() + 1 : 0;
        log.last = new Place(millis, count);
        log.entries.put(log.last, crossed);
      }
      while (log.entries.size() > most) {
        log.entries.pollFirstEntry();
        log.gaveUp = true;
      }
      added.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Page read(Map<String, String> after, int limit, Duration wait) {
    List<Entry> entries =
        await(
            wait,
            () -> {
              List<Entry> found = new ArrayList<>();
              after.forEach(
                  (region, place) -> found.addAll(entries(region, Place.of(place), limit)));
              return found;
            });
    Map<String, String> last = new HashMap<>();
    entries.forEach(entry -> last.put(entry.crossing().region(), entry.place()));
    return new Page(entries, last);
  }

  @Override
  public Map<String, String> end(Collection<String> regions) {
    lock.lock();
    try {
      Map<String, String> ends = new HashMap<>();
      regions.forEach(region -> ends.put(region, log(region).last.toString()));
      return ends;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean hasGap(String region, String place) {
    lock.lock();
    try {
      return log(region).hasGap(Place.of(place));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Entry> take(Sharing sharing, Collection<String> regions, int limit, Duration wait) {
    return await(
        wait,
        () -> {
          List<Entry> found = new ArrayList<>();
          for (String region : regions) {
            found.addAll(take(region, shared(sharing.sharers(), region), sharing.again(), limit));
          }
          return found;
        });
  }

  private List<Entry> take(String region, Shared those, Duration again, int limit) {
    Instant now = clock.instant();
    Log log = log(region);
    those.unfinished.keySet().retainAll(log.entries.keySet());
    List<Entry> found = new ArrayList<>();
    those.unfinished.forEach((place, since) -> {
      Crossed crossed = log.entries.get(place);
      if (crossed != null && found.size() < limit && !since.plus(again).isAfter(now)) {
        found.add(new Entry(place.toString(), crossed));
      }
    });
    found.addAll(entries(region, those.taken, limit - found.size()));
    for (Entry entry : found) {
      Place place = Place.of(entry.place());
      those.unfinished.put(place, now);
      those.taken = place.compareTo(those.taken) > 0 ? place : those.taken;
    }
    return found;
  }

  @Override
  public void done(String sharers, String region, Collection<String> places) {
    lock.lock();
    try {
      Shared those = shared(sharers, region);
      places.forEach(place -> those.unfinished.remove(Place.of(place)));
    } finally {
      lock.unlock();
    }
  }

  /// Looks until something is found or the time is over.
  private List<Entry> await(Duration wait, Supplier<List<Entry>> look) {
    lock.lock();
    try {
      long end = System.nanoTime() + wait.toNanos();
      List<Entry> found = look.get();
      for (long left = wait.toNanos();
          found.isEmpty() && left > 0;
          left = end - System.nanoTime()) {
        boolean _ = added.await(Math.min(left, LONGEST_PAUSE), TimeUnit.NANOSECONDS);
        found = look.get();
      }
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private List<Entry> entries(String region, Place after, int limit) {
    return log(region).entries.tailMap(after, false).entrySet().stream()
        .limit(limit)
        .map(entry -> new Entry(entry.getKey().toString(), entry.getValue()))
        .toList();
  }

  private Shared shared(String sharers, String region) {
    return shared
        .computeIfAbsent(sharers, _ -> new HashMap<>())
        .computeIfAbsent(region, _ -> new Shared(log(region).last));
  }

  private Log log(String region) {
    return logs.computeIfAbsent(region, _ -> new Log());
  }
}
