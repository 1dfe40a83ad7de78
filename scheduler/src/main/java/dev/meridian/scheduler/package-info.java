/// Keeps schedules in a database, H2 or PostgreSQL, and makes their requests when they are due,
/// each once among all gateways. Start at [dev.meridian.scheduler.Scheduler].
@NullMarked
package dev.meridian.scheduler;

import org.jspecify.annotations.NullMarked;
