package dev.meridian.result;

import java.time.Instant;

/// What a worker tells the store when it starts an attempt.
///
/// @param number of the attempt, from 1
/// @param region of the worker
/// @param worker its name
/// @param started when
public record AttemptStart(int number, String region, String worker, Instant started) {}
