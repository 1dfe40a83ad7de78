package dev.meridian.scheduler;

import dev.meridian.MeridianException;
import dev.meridian.client.UnavailableException;
import dev.meridian.schedule.Overlap;
import dev.meridian.schedule.RunLauncher;
import dev.meridian.schedule.ScheduleException;
import dev.meridian.schedule.ScheduleRun;
import dev.meridian.schedule.ScheduleRun.Outcome;
import dev.meridian.task.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the requests of schedules that are due. Every gateway has one and all of them try; the
/// store lets one win. First the run is claimed, then its request is made under ids that follow
/// from the run, then the run is closed: whoever finds a run that a dead gateway left open makes
/// the same request, not another one. Thread-safe.
final class Clockwork {
  /// How long a claimed run is its gateway's before others take it up: longer than a request takes
  /// to be accepted or refused.
  static final Duration LEASE = Duration.ofSeconds(30);

  /// How long schedules that are over are kept.
  static final Duration KEEP_ENDED = Duration.ofDays(7);

  /// The most runs of one schedule that may be open (I5).
  static final int MOST_OPEN = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Clockwork.class);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int BATCH = 100;

  private final ScheduleStore store;
  private final RunLauncher launcher;
  private final InstantSource clock;
  private final Executor claims;
  private final Executor launches;
  private final Set<String> inHand = ConcurrentHashMap.newKeySet();

  /// A clockwork.
  ///
  /// @param claims where each schedule that is due is claimed
  /// @param launches where requests are made, which may take long
  Clockwork(
      ScheduleStore store,
      RunLauncher launcher,
      InstantSource clock,
      Executor claims,
      Executor launches) {
    this.store = store;
    this.launcher = launcher;
    this.clock = clock;
    this.claims = claims;
    this.launches = launches;
  }

  /// Starts to deal with what is due.
  ///
  /// @return when something is due next after now
  Optional<Instant> tick() {
    Instant now = now();
    for (Kept kept : store.due(now, BATCH)) {
      if (inHand.add(kept.id())) {
        claims.execute(() -> dealWith(kept));
      }
    }
    return store.nextAfter(now);
  }

  private void dealWith(Kept kept) {
    try {
      claim(kept);
    } catch (RuntimeException e) {
      LOG.warn("schedule {} is due and could not be dealt with: {}", kept.id(), e.getMessage());
    } finally {
      inHand.remove(kept.id());
    }
  }

  private void claim(Kept kept) {
    Instant now = now();
    Instant first = kept.status().next();
    if (first == null) {
      return;
    }
    DueRuns due = DueRuns.of(kept.schedule(), first, now);
    String obstacle = due.runs().isEmpty() ? "" : obstacle(kept);
    List<Instant> times = obstacle.isEmpty() ? due.runs() : List.of();
    if (kept.schedule().overlap() == Overlap.SKIP && times.size() > 1) {
      times = List.of(times.getLast());
    }
    List<OpenRun> runs =
        times.stream()
            .map(time -> new OpenRun(kept.id(), time, false, now, now.plus(LEASE)))
            .toList();
    if (store.claim(kept, due.next(), news(due, now, obstacle), runs)) {
      launches.execute(() -> makeAll(kept, runs));
    }
  }

  /// As the store keeps it.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static ScheduleRun news(DueRuns due, Instant now, String obstacle) {
    if (!obstacle.isEmpty()) {
      return new ScheduleRun(due.newest(), now, Outcome.SKIPPED, obstacle);
    }
    return due.runs().isEmpty()
        ? new ScheduleRun(due.newest(), now, Outcome.MISSED, "no gateway was there in time")
        : new ScheduleRun(due.runs().getLast(), now, Outcome.CLAIMED, "");
  }

  /// Why no run can be made now; empty if one can.
  private String obstacle(Kept kept) {
    if (kept.open() >= MOST_OPEN) {
      return kept.open() + " runs before it could not be made yet";
    }
    if (kept.schedule().overlap() == Overlap.ALLOW) {
      return "";
    }
    if (kept.open() > 0) {
      return "the run before it is not made yet";
    }
    RequestId before = kept.status().request();
    return before == null || launcher.isOver(before) ? "" : "request " + before + " is not over";
  }

  private void makeAll(Kept kept, List<OpenRun> runs) {
    try {
      for (OpenRun run : runs) {
        OpenRun ours = run.until(now().plus(LEASE));
        if (runs.size() == 1 || store.lease(run, ours.lease())) {
          make(kept, runs.size() == 1 ? run : ours);
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("schedule {}: a sweep will make its run: {}", kept.id(), e.getMessage());
    }
  }

  /// Makes the request of an open run whose lease is ours, and closes it.
  private void make(Kept kept, OpenRun run) {
    try {
      RequestId id = launch(kept, run);
      close(run, Outcome.MADE, "", id);
    } catch (UnavailableException e) {
      Duration tried = Duration.between(run.claimed(), now());
      if (tried.compareTo(kept.schedule().catchUp().patience()) > 0) {
        fail(run, e);
      } else {
        LOG.warn("schedule {}: not made yet: {}", run.schedule(), e.getMessage());
        boolean _ = store.lease(run, now().plus(RETRY));
      }
    } catch (ScheduleException e) {
      throw e;
    } catch (RuntimeException e) {
      fail(run, e);
    }
  }

  private RequestId launch(Kept kept, OpenRun run) {
    return launcher.launch(kept.schedule().request(), new RunIds(kept.secret(), run));
  }

  private void fail(OpenRun run, RuntimeException why) {
    boolean foreseen = why instanceof MeridianException;
    String detail = foreseen ? why.getMessage() : "our fault; the log has more";
    String message = "schedule " + run.schedule() + ": the run of " + run.due() + " failed: ";
    LOG.error(message + detail, foreseen ? null : why);
    close(run, Outcome.FAILED, String.valueOf(detail), null);
  }

  private void close(OpenRun run, Outcome outcome, String detail, @Nullable RequestId request) {
    store.close(run, new ScheduleRun(run.due(), now(), outcome, detail), request);
  }

  /// Makes the request of a schedule now, whatever its trigger says.
  ///
  /// @return the request; empty if the schedule is no longer as it is in `kept`
  /// @throws UnavailableException if no region takes it; there was no such run then
  Optional<RequestId> runNow(Kept kept) {
    Instant now = now();
    ScheduleRun last = kept.status().last();
    Instant due = last == null || last.due().isBefore(now) ? now : last.due().plusMillis(1);
    OpenRun run = new OpenRun(kept.id(), due, true, now, now.plus(LEASE));
    ScheduleRun claimed = new ScheduleRun(due, now, Outcome.CLAIMED, "asked for");
    if (!store.claim(kept, Optional.ofNullable(kept.status().next()), claimed, List.of(run))) {
      return Optional.empty();
    }
    try {
      RequestId id = launch(kept, run);
      close(run, Outcome.MADE, "asked for", id);
      return Optional.of(id);
    } catch (RuntimeException e) {
      fail(run, e);
      throw e;
    }
  }

  /// Takes up the runs that others left open, and removes what has been over for long.
  void sweep() {
    Instant now = now();
    for (OpenRun run : store.abandoned(now, BATCH)) {
      Optional<Kept> kept = store.find(run.schedule());
      OpenRun ours = run.until(now.plus(LEASE));
      if (kept.isPresent() && store.lease(run, ours.lease())) {
        LOG.info("schedule {}: takes up the run of {}", run.schedule(), run.due());
        make(kept.get(), ours);
      }
    }
    int removed = store.removeEnded(now.minus(KEEP_ENDED));
    if (removed > 0) {
      LOG.info("{} schedules that are over were removed", removed);
    }
  }
}
