package dev.meridian.broker;

/// How much waits in a queue.
///
/// @param ready messages nobody has yet
/// @param consumers that take from it
public record QueueDepth(long ready, int consumers) {}
