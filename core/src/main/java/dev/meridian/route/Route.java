package dev.meridian.route;

/// The decision where one task goes. Immutable; recorded with the request so that it can be
/// explained.
///
/// @param region the id of the region
/// @param queue its queue for the priority class
/// @param policy that was applied
/// @param mapVersion of the region map it was decided with
/// @param reason in words, for example `home of source usgs-quakes` or `fra has no workers; first
///   fallback`
public record Route(
    String region, QueueName queue, RoutePolicy policy, String mapVersion, String reason) {}
