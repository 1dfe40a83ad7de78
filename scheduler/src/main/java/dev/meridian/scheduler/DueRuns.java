package dev.meridian.scheduler;

import dev.meridian.schedule.CatchUp;
import dev.meridian.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is to be made of a schedule that is due: the catch-up rules.
///
/// @param runs the times to make a request for, oldest first
/// @param newest the newest time that was due, made or not
/// @param next when it is due after that; empty if never again
record DueRuns(List<Instant> runs, Instant newest, Optional<Instant> next) {
  /// The most that are fresh: a run a second.
  private static final int MOST_FRESH = (int) CatchUp.FRESH.toSeconds() + 1;

  /// What is to be made now.
  ///
  /// @param due the first time that was due and is not dealt with, not after `now`
  static DueRuns of(Schedule schedule, Instant due, Instant now) {
    CatchUp catchUp = schedule.catchUp();
    int most = catchUp == CatchUp.ALL ? CatchUp.MOST : MOST_FRESH;
    List<Instant> newest = Times.newest(schedule.trigger(), due, now, most);
    Instant last = newest.isEmpty() ? due : newest.getLast();
    List<Instant> candidates = newest.isEmpty() ? List.of(due) : newest;
    Instant stale = now.minus(CatchUp.FRESH);
    List<Instant> fresh = candidates.stream().filter(time -> !time.isBefore(stale)).toList();
    List<Instant> runs =
        switch (catchUp) {
          case SKIP -> fresh;
          case ONCE -> fresh.isEmpty() ? List.of(last) : fresh;
          case ALL -> candidates;
        };
    return new DueRuns(runs, last, Times.after(schedule.trigger(), now));
  }
}
