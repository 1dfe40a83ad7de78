package dev.meridian.node;

import java.time.Instant;
import java.util.List;

/// What a worker says of itself with each heartbeat.
///
/// @param name unique, for example `fra@host-4711`
/// @param regions whose queues it consumes
/// @param types of tasks it runs
/// @param version of Meridian
/// @param started when
/// @param seen when it sent this heartbeat
/// @param concurrency how many attempts it may run at a time
/// @param active how many run now
/// @param processed how many it has finished since it started
/// @param draining whether it is about to stop
public record WorkerStatus(
    String name,
    List<String> regions,
    List<String> types,
    String version,
    Instant started,
    Instant seen,
    int concurrency,
    int active,
    long processed,
    boolean draining) {}
