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
import java.util.function.Predicate;
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
    private long added;

    /// Whether something after that place, or that place, is not there any more.
    boolean hasGap(Place place) {
      if (place.equals(START)) {
        return givenUp() > 0;
      }
      return entries.isEmpty()
          || place.compareTo(entries.firstKey()) < 0
          || place.compareTo(last) > 0;
    }

    long givenUp() {
      return added - entries.size();
    }
  }

  // Of a region that is new to those who share, they are given as much of the past.
  private static final Duration NEWS = Duration.ofMinutes(1);

  /// How far the sharers of one name are in one region.
  private static final class Shared {
    private Place taken;
    private long seen;
    private final TreeMap<Place, Instant> unfinished = new TreeMap<>();

    /// They begin after a place of a log.
    Shared(Log log, Place after) {
      this.taken = after;
      this.seen = log.added - log.entries.tailMap(after, false).size();
    }

    /// Takes note of what the log gave up, and says how many of it were not done.
    long miss(Log log) {
      int before = unfinished.size();
      unfinished.keySet().retainAll(log.entries.keySet());
      long notSeen = Math.max(0, log.givenUp() - seen);
      seen += notSeen;
      return before - unfinished.size() + notSeen;
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
        log.added++;
      }
      while (log.entries.size() > most) {
        log.entries.pollFirstEntry();
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
            },
            List::isEmpty);
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
  public Taken take(Sharing sharing, Collection<String> regions, int limit, Duration wait) {
    return await(
        wait,
        () -> {
          List<Entry> found = new ArrayList<>();
          Map<String, Long> missed = new HashMap<>();
          boolean isNew = !shared.containsKey(sharing.sharers());
          for (String region : regions) {
            Shared those = shared(sharing.sharers(), region, isNew);
            long some = those.miss(log(region));
            if (some > 0) {
              missed.put(region, some);
            }
            found.addAll(take(region, those, sharing.again(), limit));
          }
          return new Taken(found, missed);
        },
        Taken::isEmpty);
  }

  private List<Entry> take(String region, Shared those, Duration again, int limit) {
    Instant now = clock.instant();
    Log log = log(region);
    List<Entry> found = new ArrayList<>();
    those.unfinished.forEach((place, since) -> {
      Crossed crossed = log.entries.get(place);
      if (crossed != null && found.size() < limit && !since.plus(again).isAfter(now)) {
        found.add(new Entry(place.toString(), crossed));
      }
    });
    List<Entry> news = entries(region, those.taken, limit - found.size());
    those.seen += news.size();
    found.addAll(news);
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
      Shared those = shared(sharers, region, true);
      places.forEach(place -> those.unfinished.remove(Place.of(place)));
    } finally {
      lock.unlock();
    }
  }

  /// Looks until something is found or the time is over.
  private <T> T await(Duration wait, Supplier<T> look, Predicate<T> isNothing) {
    lock.lock();
    try {
      long end = System.nanoTime() + wait.toNanos();
      T found = look.get();
      for (long left = wait.toNanos();
          isNothing.test(found) && left > 0;
          left = end - System.nanoTime()) {
        boolean _ = added.await(Math.min(left, LONGEST_PAUSE), TimeUnit.NANOSECONDS);
        found = look.get();
      }
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return look.get();
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

  private Shared shared(String sharers, String region, boolean fromTheEnd) {
    Log log = log(region);
    return shared
        .computeIfAbsent(sharers, _ -> new HashMap<>())
        .computeIfAbsent(
            region,
            _ ->
                new Shared(
                    log,
                    fromTheEnd
                        ? log.last
                        : new Place(Math.max(0, clock.instant().minus(NEWS).toEpochMilli()), 0)));
  }

  private Log log(String region) {
    return logs.computeIfAbsent(region, _ -> new Log());
  }
}
