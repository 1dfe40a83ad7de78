package dev.meridian.scheduler;

import dev.meridian.InvalidValueException;
import dev.meridian.schedule.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jobrunr.scheduling.cron.CronExpression;

/// When a trigger is due. Cron is JobRunr's and goes by the clock on the wall: a time that daylight
/// saving skips is due as much later as clocks are put forward, and a time that comes twice is due
/// the first time only.
final class Times {
  private static final Duration FIRST_SPAN = Duration.ofMinutes(1);
  private static final int WIDER = 8;

  private Times() {}

  /// Refuses a trigger that makes no sense or can never be due.
  ///
  /// @throws InvalidValueException that names it by its pointer in a schedule's document
  static void check(Trigger trigger, Instant now) {
    switch (trigger) {
      case Trigger.Cron cron -> check(cron, now);
      case Trigger.Every _ -> {}
      case Trigger.Once once -> {
        if (!once.at().isAfter(now)) {
          throw new InvalidValueException("/at", once.at(), "a time after now, " + now);
        }
      }
    }
  }

  private static void check(Trigger.Cron cron, Instant now) {
    try {
      Instant _ = next(cron, now);
    } catch (RuntimeException e) {
      String why = e.getMessage() == null ? "" : "; " + e.getMessage();
      throw new InvalidValueException(
          "/cron",
          cron.expression(),
          "minute hour day-of-month month day-of-week, with seconds before them if need be" + why);
    }
  }

  /// The first time a trigger is due after `now`; empty if it never is again.
  static Optional<Instant> after(Trigger trigger, Instant now) {
    return switch (trigger) {
      case Trigger.Cron cron -> Optional.of(next(cron, now));
      case Trigger.Every every -> Optional.of(next(every, now));
      case Trigger.Once once -> Optional.of(once.at()).filter(at -> at.isAfter(now));
    };
  }

  /// The first times a trigger is due after `now`.
  static List<Instant> after(Trigger trigger, Instant now, int count) {
    List<Instant> times = new ArrayList<>(count);
    Optional<Instant> next = after(trigger, now);
    while (next.isPresent() && times.size() < count) {
      times.add(next.get());
      next = after(trigger, next.get());
    }
    return times;
  }

  /// The newest times a trigger is due from `first`, which is one, to `last`; oldest first. Looks
  /// back in ever wider spans, so that a long time without a gateway costs no more than a short
  /// one.
  static List<Instant> newest(Trigger trigger, Instant first, Instant last, int most) {
    Duration span = FIRST_SPAN;
    while (true) {
      Instant from = last.minus(span);
      boolean all = !from.isAfter(first);
      List<Instant> found = between(trigger, all ? first.minusMillis(1) : from, last, most);
      if (all || found.size() == most) {
        return found;
      }
      span = span.multipliedBy(WIDER);
    }
  }

  private static List<Instant> between(Trigger trigger, Instant after, Instant last, int most) {
    Deque<Instant> newest = new ArrayDeque<>();
    Optional<Instant> next = after(trigger, after);
    while (next.isPresent() && !next.get().isAfter(last)) {
      newest.add(next.get());
      if (newest.size() > most) {
        newest.removeFirst();
      }
      next = after(trigger, next.get());
    }
    return List.copyOf(newest);
  }

  private static Instant next(Trigger.Cron cron, Instant now) {
    return new CronExpression(cron.expression()).next(now, now, cron.zone());
  }

  private static Instant next(Trigger.Every every, Instant now) {
    if (now.isBefore(every.anchor())) {
      return every.anchor();
    }
    long interval = every.interval().toMillis();
    long passed = Duration.between(every.anchor(), now).toMillis() / interval;
    return every.anchor().plusMillis((passed + 1) * interval);
  }
}
