package dev.meridian.worker;

/// What a task has to pass before it waits for a slot.
///
/// @param rates of the task types, on this worker
/// @param permits of the limits that all workers keep together
record Brakes(RateLimits rates, PermitDesk permits) {}
