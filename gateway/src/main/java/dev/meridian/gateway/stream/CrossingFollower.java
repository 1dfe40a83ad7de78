package dev.meridian.gateway.stream;

import dev.meridian.MeridianException;
import dev.meridian.gateway.stream.Frame.Told;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.CrossingLog.Entry;
import dev.meridian.track.Place;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one reader of the crossings of all regions: hands each to those who subscribed. It remembers
/// the last ones, so that whoever catches up from the log can be let in without a loss or a repeat:
/// under one lock, it gets what it lacks of these and joins. Thread-safe.
final class CrossingFollower implements AutoCloseable {
  /// Before the first crossing of a region.
  static final Place BEGIN = Place.of(CrossingLog.BEGIN);

  private static final Logger LOG = LoggerFactory.getLogger(CrossingFollower.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final long FIRST_PAUSE = 50;
  private static final int MOST_DOUBLINGS = 7;

  private final CrossingLog log;
  private final Supplier<? extends Collection<String>> regions;
  private final int remembered;
  private final StreamCounts counts;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Subscriptions<Subscription> index = new Subscriptions<>(Subscription::filter);
  private final Map<Recipient, Set<Subscription>> live = new HashMap<>();
  private final ArrayDeque<Told> recent = new ArrayDeque<>();
  private final Map<String, Place> passed = new HashMap<>();
  private final Map<String, Place> forgotten = new HashMap<>();
  private final Thread thread = Thread.ofVirtual().name("crossings").unstarted(this::follow);

  /// A follower that does not run yet.
  ///
  /// @param regions whose crossings it reads; asked again and again
  /// @param remembered how many crossings it remembers
  /// @param counts how many it reads
  CrossingFollower(
      CrossingLog log,
      Supplier<? extends Collection<String>> regions,
      int remembered,
      StreamCounts counts) {
    this.log = log;
    this.regions = regions;
    this.remembered = remembered;
    this.counts = counts;
  }

  /// Begins to follow from where the logs end now.
  void start() {
    thread.start();
  }

  CrossingLog log() {
    return log;
  }

  StreamCounts counts() {
    return counts;
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void follow() {
    int failures = 0;
    while (!isClosed()) {
      try {
        step(failures > 0);
        failures = 0;
      } catch (MeridianException e) {
        if (failures++ == 0) {
          LOG.warn("crossings cannot be read, will try again: {}", e.getMessage());
        }
        pause(failures);
      }
    }
  }

  /// Waits before the next try, longer after more failures.
  void pause(int failures) {
    long millis = FIRST_PAUSE << Math.min(failures, MOST_DOUBLINGS);
    try {
      boolean _ = closed.await(Math.min(millis, LONGEST_PAUSE.toMillis()), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void step(boolean afterFailure) {
    Collection<String> all = regions.get();
    begin(all.stream().filter(region -> !passed.containsKey(region)).toList());
    Map<String, String> after = new LinkedHashMap<>();
    all.forEach(region -> after.put(region, passed.getOrDefault(region, BEGIN).toString()));
    List<Entry> entries = log.read(after, CrossingLog.MAX_READ, LOOK);
    boolean late = afterFailure || entries.size() >= CrossingLog.MAX_READ;
    List<String> gaps =
        late
            ? all.stream()
                .filter(r -> log.hasGap(r, after.getOrDefault(r, CrossingLog.BEGIN)))
                .toList()
            : List.of();
    lock.lock();
    try {
      gaps.forEach(this::tellGap);
      entries.forEach(this::tell);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void begin(List<String> newRegions) {
    if (newRegions.isEmpty()) {
      return;
    }
    Map<String, String> ends = log.end(newRegions);
    lock.lock();
    try {
      ends.forEach((region, place) -> {
        passed.put(region, Place.of(place));
        forgotten.put(region, Place.of(place));
      });
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void tellGap(String region) {
    live.forEach((recipient, those) -> recipient.offer(new Frame.Gap(ids(those), region)));
  }

  private void tell(Entry entry) {
    Told told = new Told(entry);
    counts.countRead(entry.crossing().region());
    passed.put(entry.crossing().region(), Place.of(entry.place()));
    recent.add(told);
    if (recent.size() > remembered) {
      Entry oldest = recent.removeFirst().entry();
      forgotten.put(oldest.crossing().region(), Place.of(oldest.place()));
    }
    List<Subscription> found = index.find(Happening.of(entry.crossing()));
    if (found.isEmpty()) {
      return;
    }
    String cursor = Cursor.text(passed);
    Map<Recipient, List<String>> byRecipient = new LinkedHashMap<>();
    for (Subscription one : found) {
      byRecipient.computeIfAbsent(one.recipient(), _ -> new ArrayList<>(1)).add(one.id());
    }
    byRecipient.forEach((recipient, ids) -> recipient.offer(new Frame.Crossing(ids, cursor, told)));
  }

  /// How to go on for one that catches up.
  sealed interface Next {
    /// It has caught up and hears of all that comes from now on.
    record Joined() implements Next {}

    /// It has ended.
    record Over() implements Next {}

    /// It reads these, then asks again.
    record Remembered(List<Told> crossings) implements Next {}

    /// It reads the log up to these places, then asks again.
    record InLog(Map<String, Place> until) implements Next {}
  }

  /// Lets a subscription in if it lacks nothing that the follower does not remember and its client
  /// has room for. Places of regions that it has none of are added.
  ///
  /// @param at by region, up to where it knows the log
  Next join(Subscription subscription, Map<String, Place> at) throws InterruptedException {
    lock.lock();
    try {
      passed.keySet().forEach(region -> at.putIfAbsent(region, BEGIN));
      at.keySet().retainAll(passed.keySet());
      while (isAhead(at) && !subscription.ended() && !isClosed()) {
        boolean _ = moved.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      }
      if (subscription.ended() || isClosed()) {
        return new Next.Over();
      }
      Map<String, Place> until = new HashMap<>(forgotten);
      until.entrySet().removeIf(e -> !isBefore(at, e.getKey(), e.getValue()));
      if (!until.isEmpty()) {
        return new Next.InLog(until);
      }
      List<Told> lacking = recent.stream().filter(told -> isNews(told.entry(), at)).toList();
      if (lacking.size() > subscription.recipient().room()) {
        return new Next.Remembered(lacking);
      }
      lacking.forEach(
          told -> frame(subscription, at, told).ifPresent(subscription.recipient()::offer));
      index.add(subscription);
      live.computeIfAbsent(subscription.recipient(), _ -> new LinkedHashSet<>()).add(subscription);
      return new Next.Joined();
    } finally {
      lock.unlock();
    }
  }

  /// Moves on over a crossing.
  ///
  /// @return the frame for it, empty if it is not wanted
  static Optional<Frame> frame(Subscription to, Map<String, Place> at, Told told) {
    Entry entry = told.entry();
    at.put(entry.crossing().region(), Place.of(entry.place()));
    return to.filter().fits(Happening.of(entry.crossing()))
        ? Optional.of(new Frame.Crossing(List.of(to.id()), Cursor.text(at), told))
        : Optional.empty();
  }

  private static boolean isNews(Entry entry, Map<String, Place> at) {
    return isBefore(at, entry.crossing().region(), Place.of(entry.place()));
  }

  private static boolean isBefore(Map<String, Place> at, String region, Place place) {
    return at.getOrDefault(region, BEGIN).compareTo(place) < 0;
  }

  private boolean isAhead(Map<String, Place> at) {
    return passed.entrySet().stream()
        .anyMatch(e -> at.getOrDefault(e.getKey(), BEGIN).compareTo(e.getValue()) > 0);
  }

  /// How far it is, once it has begun.
  Map<String, Place> awaitPassed() throws InterruptedException {
    lock.lock();
    try {
      while (passed.isEmpty() && !isClosed()) {
        boolean _ = moved.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      }
      return new HashMap<>(passed);
    } finally {
      lock.unlock();
    }
  }

  /// Lets a client know how far all its subscriptions are that have joined.
  void tellPassed(Recipient recipient) {
    lock.lock();
    try {
      Set<Subscription> those = live.getOrDefault(recipient, Set.of());
      if (!those.isEmpty() && recipient.room() > 1) {
        recipient.offer(new Frame.Passed(ids(those), Cursor.text(passed)));
      }
    } finally {
      lock.unlock();
    }
  }

  /// Tells a subscription nothing any more. It must have ended.
  void leave(Subscription subscription) {
    lock.lock();
    try {
      index.remove(subscription);
      live.computeIfPresent(
          subscription.recipient(),
          (_, those) -> those.remove(subscription) && those.isEmpty() ? null : those);
    } finally {
      lock.unlock();
    }
  }

  private static List<String> ids(Set<Subscription> those) {
    return those.stream().map(Subscription::id).toList();
  }
}
