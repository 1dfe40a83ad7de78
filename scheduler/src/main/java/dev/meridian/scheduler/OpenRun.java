package dev.meridian.scheduler;

import java.time.Instant;

/// A run that a gateway claimed and whose request may not be made yet.
///
/// @param schedule the id of its schedule
/// @param due when it was due, or asked for
/// @param asked whether somebody asked for it
/// @param claimed when
/// @param lease until when nobody else may make its request
record OpenRun(String schedule, Instant due, boolean asked, Instant claimed, Instant lease) {
  /// The same with another lease.
  OpenRun until(Instant lease) {
    return new OpenRun(schedule, due, asked, claimed, lease);
  }
}
