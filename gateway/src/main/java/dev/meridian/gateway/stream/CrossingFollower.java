package dev.meridian.gateway.stream;

import dev.meridian.MeridianException;
import dev.meridian.gateway.stream.Frame.Told;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.CrossingLog.Entry;
import dev.meridian.track.CrossingLog.Page;
import dev.meridian.track.Place;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
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
  private final InstantSource clock;
  private final int remembered;
  private final StreamCounts counts;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Audience live = new Audience();
  private final ArrayDeque<Told> recent = new ArrayDeque<>();
  // Of regions that are followed no more, too: their places stay in cursors, and count again later.
  private final Map<String, Place> passed = new HashMap<>();
  private final Map<String, Place> forgotten = new HashMap<>();
  private final Map<String, Place> begun = new HashMap<>();
  private Set<String> followed = Set.of();
  private long complete; // when it knew all regions last, by the clock
  private volatile long turned = System.nanoTime();
  private final Thread thread = Thread.ofVirtual().name("crossings").unstarted(this::follow);

  /// A follower that does not run yet.
  ///
  /// @param regions whose crossings it reads; asked again and again
  /// @param clock about that of the log
  /// @param remembered how many crossings it remembers
  /// @param counts how many it reads
  CrossingFollower(
      CrossingLog log,
      Supplier<? extends Collection<String>> regions,
      InstantSource clock,
      int remembered,
      StreamCounts counts) {
    this.log = log;
    this.regions = regions;
    this.clock = clock;
    this.remembered = remembered;
    this.counts = counts;
  }

  /// Begins to follow from where the logs end now.
  void start() {
    turned = System.nanoTime();
    thread.start();
  }

  /// For how long it has not looked for crossings, though every look comes to an end within
  /// seconds, whether the store answers or not.
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - turned);
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
      turned = System.nanoTime();
      try {
        step(failures > 0);
        failures = 0;
      } catch (RuntimeException e) {
        if (failures++ == 0) {
          warn(e);
        }
        pause(failures);
      }
    }
  }

  private static void warn(RuntimeException e) {
    if (e instanceof MeridianException) {
      LOG.warn("crossings cannot be read, will try again: {}", e.getMessage());
    } else {
      LOG.error("crossings cannot be read, will try again", e);
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
    Set<String> all = new LinkedHashSet<>(regions.get());
    boolean more = follow(all);
    Map<String, String> after = new LinkedHashMap<>();
    all.forEach(region -> after.put(region, passed.getOrDefault(region, BEGIN).toString()));
    Page page = log.read(after, CrossingLog.MAX_READ, LOOK);
    boolean late = more || afterFailure || page.entries().size() >= CrossingLog.MAX_READ;
    List<String> gaps =
        late
            ? all.stream()
                .filter(r -> log.hasGap(r, after.getOrDefault(r, CrossingLog.BEGIN)))
                .toList()
            : List.of();
    lock.lock();
    try {
      gaps.forEach(live::tellGap);
      page.entries().forEach(this::tell);
      page.last().forEach((region, last) -> passed.put(region, Place.of(last)));
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Turns to these regions and no others.
  ///
  /// @return whether some were not followed until now
  private boolean follow(Set<String> all) {
    Map<String, Place> places =
        beginnings(all.stream().filter(region -> !passed.containsKey(region)).toList());
    lock.lock();
    try {
      boolean more = !followed.containsAll(all);
      followed = all;
      passed.putAll(places);
      forgotten.putAll(places);
      begun.putAll(places);
      moved.signalAll();
      return more;
    } finally {
      lock.unlock();
    }
  }

  /// The first regions are followed from now on. One that comes later is followed from when it was
  /// not known, as clients are here already who shall miss nothing.
  private Map<String, Place> beginnings(List<String> newRegions) {
    if (!newRegions.isEmpty() && !passed.isEmpty()) {
      return new Beginning(log).of(newRegions, complete);
    }
    complete = clock.millis();
    Map<String, Place> ends = new HashMap<>();
    if (!newRegions.isEmpty()) {
      log.end(newRegions).forEach((region, end) -> ends.put(region, Place.of(end)));
    }
    return ends;
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
    live.tell(told, passed);
  }

  /// How to go on for one that catches up.
  sealed interface Next {
    /// It has caught up and hears of all that comes from now on.
    record Joined() implements Next {}

    /// It has ended.
    record Over() implements Next {}

    /// It takes what is [#remembered], then asks again.
    record Remembered() implements Next {}

    /// It reads the log of a region towards this place, then asks again.
    record InLog(String region, Place until) implements Next {}
  }

  /// Lets a subscription in if it lacks nothing that the follower does not remember and its client
  /// has room for. Places of regions that it has none of are added.
  ///
  /// @param at by region, up to where it knows the log; those of regions that are unknown here stay
  Next join(Subscription subscription, Map<String, Place> at) throws InterruptedException {
    lock.lock();
    try {
      begun.forEach(at::putIfAbsent);
      while (isAhead(at) && !subscription.ended() && !isClosed()) {
        boolean _ = moved.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      }
      if (subscription.ended() || isClosed()) {
        return new Next.Over();
      }
      for (Map.Entry<String, Place> known : forgotten.entrySet()) {
        if (isBefore(at, known.getKey(), known.getValue())) {
          return new Next.InLog(known.getKey(), known.getValue());
        }
      }
      Map<String, Place> places = new HashMap<>(at);
      List<Frame> lacking =
          lacking(at).stream().flatMap(told -> frame(subscription, places, told).stream()).toList();
      if (!subscription.recipient().offerIfRoom(lacking)) {
        return new Next.Remembered();
      }
      places.keySet().removeAll(followed);
      subscription.ahead(places);
      live.add(subscription);
      return new Next.Joined();
    } finally {
      lock.unlock();
    }
  }

  /// What one that catches up lacks of the crossings that are remembered; nothing if it lacks
  /// others before these.
  List<Told> remembered(Map<String, Place> at) {
    lock.lock();
    try {
      boolean behind =
          forgotten.entrySet().stream().anyMatch(e -> isBefore(at, e.getKey(), e.getValue()));
      return behind ? List.of() : lacking(at);
    } finally {
      lock.unlock();
    }
  }

  private List<Told> lacking(Map<String, Place> at) {
    return recent.stream().filter(told -> isNews(told.entry(), at)).toList();
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
    return followed.stream()
        .anyMatch(r -> at.getOrDefault(r, BEGIN).compareTo(passed.getOrDefault(r, BEGIN)) > 0);
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
      live.tellPassed(recipient, passed);
    } finally {
      lock.unlock();
    }
  }

  /// Tells a subscription nothing any more. It must have ended.
  void leave(Subscription subscription) {
    lock.lock();
    try {
      live.remove(subscription);
    } finally {
      lock.unlock();
    }
  }
}
