package dev.meridian.schedule;

import dev.meridian.task.RequestId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where a schedule stands. Immutable.
///
/// @param schedule what was asked for
/// @param paused whether nothing is made until it is resumed
/// @param created when it was first added
/// @param next when it is due next; null while it is paused, and once it is over
/// @param last its newest run; null before the first
/// @param request the newest request it made; null before the first
public record ScheduleStatus(
    Schedule schedule,
    boolean paused,
    Instant created,
    @Nullable Instant next,
    @Nullable ScheduleRun last,
    @Nullable RequestId request) {}
