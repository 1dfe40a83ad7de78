package dev.meridian.schedule;

import dev.meridian.task.RequestId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All schedules, as those see them who offer them to people. Shared by all gateways that are told
/// the same place. Thread-safe; blocks.
///
/// All methods that read or write throw [ScheduleException] of kind DOWN if that place does not
/// answer.
public interface Schedules {
  /// The most there may be (I5).
  int MOST = 1_000;

  /// The most times that [#next] tells.
  int MOST_TIMES = 100;

  /// Adds a schedule.
  ///
  /// @throws ScheduleException of kind EXISTS if there is one of its id, or FULL
  /// @throws dev.meridian.InvalidValueException if its trigger can never be due
  ScheduleStatus add(Schedule schedule);

  /// Adds a schedule, or puts it in the place of the one with its id, which stays paused if it is
  /// and keeps its last run.
  ///
  /// @throws ScheduleException of kind FULL
  /// @throws dev.meridian.InvalidValueException if its trigger can never be due
  ScheduleStatus put(Schedule schedule);

  /// All, by id.
  List<ScheduleStatus> list();

  /// The one of this id.
  Optional<ScheduleStatus> find(String id);

  /// Stops it until [#resume]; what is due meanwhile is not made, whatever its catch-up policy. It
  /// may be paused already. Empty if there is none.
  Optional<ScheduleStatus> pause(String id);

  /// Lets it go on with the first time that is due from now on. Empty if there is none.
  Optional<ScheduleStatus> resume(String id);

  /// Makes its request now, also if it is paused or the run before is not over.
  ///
  /// @return the request; empty if there is no such schedule
  /// @throws dev.meridian.client.UnavailableException if no region takes it
  Optional<RequestId> runNow(String id);

  /// Removes it, with the runs that nobody made yet.
  ///
  /// @return whether there was one
  boolean remove(String id);

  /// The times the trigger of a schedule is due after now, at most `count` of them. Does not ask
  /// where schedules are kept.
  ///
  /// @param count 1 to [#MOST_TIMES]
  List<Instant> next(Trigger trigger, int count);
}
