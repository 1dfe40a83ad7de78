package dev.meridian.track;

/// What a store keeps for tracking.
///
/// @param fences as their authors wrote them
/// @param objects what is known of each object
/// @param crossings that clients follow
/// @param positions as they come
public record Tracking(
    FenceStore fences, ObjectStore objects, CrossingLog crossings, PositionFeed positions) {}
