package dev.meridian.scheduler;

import dev.meridian.InvalidValueException;
import dev.meridian.MeridianException;
import dev.meridian.schedule.RunLauncher;
import dev.meridian.schedule.Schedule;
import dev.meridian.schedule.ScheduleException;
import dev.meridian.schedule.ScheduleException.Kind;
import dev.meridian.schedule.ScheduleStatus;
import dev.meridian.schedule.Schedules;
import dev.meridian.schedule.Trigger;
import dev.meridian.task.IdSource;
import dev.meridian.task.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Schedules in a database, made when they are due by whichever gateway is first. Thread-safe.
public final class Scheduler implements Schedules, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int TRIES = 10;
  private static final int CLAIMS = 4;
  private static final int LAUNCHES = 64;

  private final ScheduleStore store;
  private final Clockwork clockwork;
  private final InstantSource clock;
  private final IdSource ids;
  private final Drive drive;

  Scheduler(
      ScheduleStore store, Clockwork clockwork, InstantSource clock, IdSource ids, Drive drive) {
    this.store = store;
    this.clockwork = clockwork;
    this.clock = clock;
    this.ids = ids;
    this.drive = drive;
  }

  /// Starts like the other one, without further housekeeping.
  public static Scheduler start(
      String url, RunLauncher launcher, InstantSource clock, IdSource ids) {
    return start(url, launcher, clock, ids, () -> {});
  }

  /// Starts to make what is due. Connects in the background, and again whenever the database was
  /// away.
  ///
  /// @param url `jdbc:h2:file:PATH` or `jdbc:postgresql://HOST/DATABASE`, which several gateways
  ///   may share; `memory://` for schedules that end with this process
  /// @param launcher makes the requests
  /// @param ids for the secrets of schedules
  /// @param housekeeping what else to do about every 10 s, on one of the gateways that share the
  ///   database
  /// @throws InvalidValueException if the URL is of no known kind
  public static Scheduler start(
      String url, RunLauncher launcher, InstantSource clock, IdSource ids, Runnable housekeeping) {
    Database database = Database.of(url);
    ScheduleStore store = new ScheduleStore(database);
    Hands claims = new Hands(CLAIMS);
    Hands launches = new Hands(LAUNCHES);
    Clockwork clockwork = new Clockwork(store, launcher, clock, claims, launches);
    Drive drive =
        new Drive(
            database,
            clockwork,
            clock,
            () -> {
              clockwork.sweep();
              housekeeping.run();
            },
            List.of(claims, launches));
    drive.start();
    return new Scheduler(store, clockwork, clock, ids, drive);
  }

  @Override
  public ScheduleStatus add(Schedule schedule) {
    Times.check(schedule.trigger(), now());
    drive.awaitReady(PATIENCE);
    return insert(schedule)
        .orElseThrow(() -> new ScheduleException(Kind.EXISTS, exists(schedule.id()), null));
  }

  private static String exists(String id) {
    return new InvalidValueException("id", id, "one that no other schedule has").getMessage();
  }

  private Optional<ScheduleStatus> insert(Schedule schedule) {
    if (store.count() >= MOST) {
      String message =
          new InvalidValueException("schedules", MOST + 1, "at most " + MOST).getMessage();
      throw new ScheduleException(Kind.FULL, message, null);
    }
    Instant now = now();
    Instant next = Times.after(schedule.trigger(), now).orElse(null);
    ScheduleStatus status = new ScheduleStatus(schedule, false, now, next, null, null);
    boolean added = store.insert(status, ids.nextRequest().value());
    drive.look();
    return added ? Optional.of(status) : Optional.empty();
  }

  @Override
  public ScheduleStatus put(Schedule schedule) {
    Times.check(schedule.trigger(), now());
    for (int i = 0; i < TRIES; i++) {
      Optional<ScheduleStatus> put = change(schedule.id(), kept -> as(kept, schedule));
      if (put.isPresent()) {
        return put.get();
      }
      Optional<ScheduleStatus> added = insert(schedule);
      if (added.isPresent()) {
        return added.get();
      }
    }
    throw contested(schedule.id());
  }

  private ScheduleStatus as(Kept kept, Schedule schedule) {
    return with(kept.status(), schedule, kept.status().paused());
  }

  private ScheduleStatus with(ScheduleStatus status, Schedule schedule, boolean paused) {
    boolean goesOn =
        !paused && !status.paused() && schedule.trigger().equals(status.schedule().trigger());
    Instant next =
        goesOn
            ? status.next()
            : paused ? null : Times.after(schedule.trigger(), now()).orElse(null);
    return new ScheduleStatus(
        schedule, paused, status.created(), next, status.last(), status.request());
  }

  @Override
  public List<ScheduleStatus> list() {
    drive.awaitReady(PATIENCE);
    return store.list().stream().map(Kept::status).toList();
  }

  @Override
  public Optional<ScheduleStatus> find(String id) {
    drive.awaitReady(PATIENCE);
    return store.find(id).map(Kept::status);
  }

  @Override
  public Optional<ScheduleStatus> pause(String id) {
    return change(id, kept -> with(kept.status(), kept.schedule(), true));
  }

  @Override
  public Optional<ScheduleStatus> resume(String id) {
    return change(id, kept -> with(kept.status(), kept.schedule(), false));
  }

  @Override
  public Optional<RequestId> runNow(String id) {
    drive.awaitReady(PATIENCE);
    for (int i = 0; i < TRIES; i++) {
      Optional<Kept> kept = store.find(id);
      Optional<RequestId> made = kept.flatMap(clockwork::runNow);
      if (kept.isEmpty() || made.isPresent()) {
        return made;
      }
    }
    throw contested(id);
  }

  @Override
  public boolean remove(String id) {
    drive.awaitReady(PATIENCE);
    return store.remove(id);
  }

  @Override
  public List<Instant> next(Trigger trigger, int count) {
    if (count < 1 || count > MOST_TIMES) {
      throw new InvalidValueException("count", count, "1.." + MOST_TIMES);
    }
    return Times.after(trigger, now(), count);
  }

  /// Changes a schedule, again if somebody else changed it meanwhile.
  private Optional<ScheduleStatus> change(String id, Function<Kept, ScheduleStatus> change) {
    drive.awaitReady(PATIENCE);
    for (int i = 0; i < TRIES; i++) {
      Optional<Kept> kept = store.find(id);
      if (kept.isEmpty()) {
        return Optional.empty();
      }
      ScheduleStatus to = change.apply(kept.get());
      if (store.update(kept.get(), to)) {
        drive.look();
        return Optional.of(to);
      }
    }
    throw contested(id);
  }

  private static MeridianException contested(String id) {
    return new ScheduleException(Kind.DOWN, "schedule " + id + " changes too often", null);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Ends, once the runs in hand are made. Idempotent.
  @Override
  public void close() {
    drive.close();
  }
}
