package dev.meridian.fence;

import dev.meridian.fence.LiveIndex.Edited;
import dev.meridian.geo.Area;
import dev.meridian.retry.Backoff;
import dev.meridian.track.FenceStore;
import dev.meridian.track.FenceStore.Changes;
import dev.meridian.track.FenceStore.Kept;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The fences of a [FenceStore], followed: an edit is in the index some milliseconds after its
/// write, wherever that was made. While the store is down the last snapshot stays, and what changed
/// meanwhile is caught up with. Removes the fences whose time is over. Thread-safe; one thread of
/// its own does all of the work.
///
/// A feature that cannot be read counts as no fence, and the log says why.
public final class LiveFences implements FenceSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFences.class);
  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Duration LAST_ROUND = Duration.ofSeconds(5);

  private final FenceStore store;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final StoredFences stored;
  private final Backoff backoff =
      Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(2)).withJitter(0.5);
  private final List<EditListener> listeners = new CopyOnWriteArrayList<>();
  private final Semaphore news = new Semaphore(0);
  private final CountDownLatch loaded = new CountDownLatch(1);
  private final LiveIndex index = new LiveIndex(news::release);
  private final Thread thread;
  private @Nullable AutoCloseable subscription;
  private long revision;
  private boolean complete;
  private boolean down;
  private long expired = System.nanoTime();
  private volatile boolean closed;

  private LiveFences(
      FenceStore store, InstantSource clock, RandomGenerator random, Collection<Area> areas) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.stored = new StoredFences(store, List.copyOf(areas));
    this.thread = Thread.ofPlatform().daemon().name("fences").unstarted(this::follow);
  }

  /// Begins to follow all fences of a store. The index is empty until they are loaded: see
  /// [#awaitLoaded].
  ///
  /// @param clock for the times of edits
  /// @param random spreads what is tried again
  public static LiveFences start(FenceStore store, InstantSource clock, RandomGenerator random) {
    return start(store, clock, random, List.of());
  }

  /// Begins to follow the fences that touch one of some areas, or of which a box round a part does.
  /// For those who only ask about points of these areas: who evaluates objects that come from
  /// elsewhere, with the fences they are inside of, wants all.
  ///
  /// @param areas none for all fences
  public static LiveFences start(
      FenceStore store, InstantSource clock, RandomGenerator random, Collection<Area> areas) {
    var fences = new LiveFences(store, clock, random, areas);
    fences.thread.start();
    return fences;
  }

  /// Waits until the fences are loaded for the first time.
  ///
  /// @return whether they are, within `wait`
  public boolean awaitLoaded(Duration wait) throws InterruptedException {
    return loaded.await(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public FenceIndex index() {
    return index.now();
  }

  /// {@inheritDoc} What is loaded at first is no edit; what changed while the store could not be
  /// reached is.
  @Override
  public AutoCloseable onEdit(EditListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /// Stops following; the last snapshot stays. Idempotent.
  @Override
  public void close() {
    closed = true;
    news.release();
    try {
      if (!thread.join(LAST_ROUND)) {
        LOG.warn("fences: the last look at the store has not ended after {}", LAST_ROUND);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    try {
      int failures = 0;
      while (!closed) {
        failures = isFollowed() ? 0 : failures + 1;
        Duration wait = failures == 0 ? ROUND : backoff.after(failures, random);
        boolean _ = news.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
        news.drainPermits();
      }
      if (subscription != null) {
        subscription.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("fences: the store was not left in order: {}", e.getMessage());
    }
  }

  /// Whether the index has what the store has.
  private boolean isFollowed() {
    try {
      index.settle();
      if (subscription == null) {
        subscription = store.onChange(news::release);
      }
      if (!complete) {
        load();
      }
      catchUp();
      expire();
      if (down) {
        LOG.info("fences: the store is back");
      }
      down = false;
      return true;
    } catch (RuntimeException | Error e) {
      if (!down) {
        LOG.warn("fences: staying as they are, {} of them: {}", size(), e.toString());
      }
      down = true;
      return false;
    }
  }

  private int size() {
    return index().fences().size();
  }

  private void load() {
    long from = store.revision();
    FenceIndex before = index();
    FenceIndex fresh = FenceIndex.of(stored.all());
    index.replace(fresh);
    revision = from;
    complete = true;
    LOG.info("fences: {} loaded", size());
    if (loaded.getCount() == 0) {
      tell(difference(before, fresh));
    }
  }

  private void catchUp() {
    Changes changes = store.changes(revision);
    if (!changes.complete()) {
      complete = false;
      news.release();
      return;
    }
    Map<String, Edited> edits = new LinkedHashMap<>();
    changes
        .changes()
        .forEach(change -> {
          Kept kept = change.fence();
          Fence before = index().fence(change.id()).orElse(null);
          if (kept == null || before == null || before.version() != kept.version()) {
            Fence after = kept == null ? null : stored.read(kept).orElse(null);
            edits.put(change.id(), new Edited(before, after));
          }
        });
    index.edit(edits);
    revision = changes.revision();
    loaded.countDown();
    edits.values().removeIf(Edited::isNone);
    tell(edits.values());
  }

  private void expire() {
    if (System.nanoTime() - expired >= ROUND.toNanos()) {
      expired = System.nanoTime();
      store.expire();
    }
  }

  private static Collection<Edited> difference(FenceIndex before, FenceIndex after) {
    Map<String, Edited> edits = new LinkedHashMap<>();
    before.fences().forEach(fence -> edits.put(fence.id(), new Edited(fence, null)));
    after
        .fences()
        .forEach(fence ->
            edits.merge(
                fence.id(), new Edited(null, fence), (old, _) -> new Edited(old.before(), fence)));
    edits.values().removeIf(Edited::isNone);
    return edits.values();
  }

  private void tell(Collection<Edited> edits) {
    Instant at = clock.instant();
    for (Edited edit : edits) {
      for (EditListener listener : listeners) {
        try {
          listener.edited(edit.before(), edit.after(), at);
        } catch (RuntimeException e) {
          LOG.error("fences: a listener failed", e);
        }
      }
    }
  }
}
