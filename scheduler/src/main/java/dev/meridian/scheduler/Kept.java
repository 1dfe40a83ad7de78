package dev.meridian.scheduler;

import dev.meridian.schedule.Schedule;
import dev.meridian.schedule.ScheduleStatus;

/// A schedule as the store keeps it.
///
/// @param status where it stands
/// @param secret that its request ids are made with; stays the same until it is removed
/// @param version changes with each write, so that a decision made on an old one is not carried out
/// @param open how many of its runs are claimed and not closed
record Kept(ScheduleStatus status, String secret, long version, int open) {
  Schedule schedule() {
    return status.schedule();
  }

  String id() {
    return status.schedule().id();
  }
}
