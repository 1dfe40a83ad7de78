package dev.meridian.worker;

/// What runs the tasks of one region.
///
/// @param consumer takes them, and holds the slots
/// @param autoscaler decides how many slots there are
record RegionPool(RegionConsumer consumer, Autoscaler autoscaler) {}
