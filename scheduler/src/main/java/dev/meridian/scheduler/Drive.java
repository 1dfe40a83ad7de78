package dev.meridian.scheduler;

import dev.meridian.schedule.ScheduleException;
import dev.meridian.schedule.ScheduleException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns the clockwork: one thread waits for the next due time and looks into the database each
/// second for what other gateways changed, another one keeps the sweeps going. Goes on whatever
/// happens (I10). Thread-safe.
final class Drive implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Drive.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration WATCH = Duration.ofSeconds(5);
  private static final int LAST_SECONDS = 5;

  private final Database database;
  private final Clockwork clockwork;
  private final InstantSource clock;
  private final Runnable sweep;
  private final List<Hands> hands;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Semaphore news = new Semaphore(0);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("schedule-clock").unstarted(this::run);
  private final Thread watch =
      Thread.ofVirtual().name("schedule-watch").unstarted(this::keepSweeping);
  private volatile boolean closed;
  private boolean complained;

  Drive(
      Database database,
      Clockwork clockwork,
      InstantSource clock,
      Runnable sweep,
      List<Hands> hands) {
    this.database = database;
    this.clockwork = clockwork;
    this.clock = clock;
    this.sweep = sweep;
    this.hands = hands;
    hands.forEach(each -> each.afterwards(this::look));
  }

  void start() {
    thread.start();
    watch.start();
  }

  /// Looks at once, as something changed.
  void look() {
    news.release();
  }

  /// Makes or updates the tables.
  void open() {
    database.migrate();
    ready.countDown();
  }

  /// Returns once the tables are there.
  ///
  /// @throws ScheduleException of kind DOWN if they are not in time
  void awaitReady(Duration patience) {
    try {
      if (!ready.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ScheduleException(Kind.DOWN, "their database does not answer", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ScheduleException(Kind.DOWN, "interrupted", e);
    }
  }

  private void run() {
    while (!closed) {
      Duration pause = LOOK;
      try {
        pause = turn();
        complained = false;
      } catch (RuntimeException e) {
        complain(e);
      }
      await(pause);
    }
  }

  private Duration turn() {
    if (ready.getCount() > 0) {
      open();
    }
    Optional<Instant> next = clockwork.tick();
    Instant now = clock.instant();
    return next.map(due -> Duration.between(now, due))
        .filter(d -> d.compareTo(LOOK) < 0)
        .orElse(LOOK);
  }

  /// Starts the sweeps a little after everything else, as they are in no hurry, and looks after
  /// them.
  private void keepSweeping() {
    Sweeps sweeps = null;
    try {
      while (!ended.await(WATCH.toMillis(), TimeUnit.MILLISECONDS)) {
        sweeps = tended(sweeps);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (sweeps != null) {
      sweeps.close();
    }
  }

  private @Nullable Sweeps tended(@Nullable Sweeps sweeps) {
    try {
      if (sweeps == null) {
        return ready.getCount() == 0 ? new Sweeps(database.source(), sweep) : null;
      }
      boolean _ = sweeps.watch();
    } catch (RuntimeException e) {
      LOG.warn("schedules are not swept for now: {}", e.getMessage());
    }
    return sweeps;
  }

  private void await(Duration pause) {
    try {
      long nanos = Math.max(0, pause.toNanos());
      if (news.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        int _ = news.drainPermits();
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /// Once for as long as it lasts.
  private void complain(RuntimeException e) {
    if (complained) {
      return;
    }
    complained = true;
    if (e instanceof ScheduleException) {
      LOG.warn("schedules are not made for now: {}", e.getMessage());
    } else {
      LOG.error("schedules are not made for now", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    ended.countDown();
    look();
    try {
      boolean _ = thread.join(Duration.ofSeconds(LAST_SECONDS));
      boolean _ = watch.join(Duration.ofSeconds(LAST_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    hands.forEach(each -> each.close(LAST_SECONDS));
    database.close();
  }
}
