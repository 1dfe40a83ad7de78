/// Keeps schedules in a database, H2 or PostgreSQL, and makes their requests when they are due,
/// each once among all gateways; keeps the outbox there, too. Start at
/// [dev.meridian.scheduler.Scheduler] and [dev.meridian.scheduler.JdbcOutbox].
@NullMarked
package dev.meridian.scheduler;

import org.jspecify.annotations.NullMarked;
