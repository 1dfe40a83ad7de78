package dev.meridian.route;

/// The decision where one task goes. Immutable; recorded with the request so that it can be
/// explained.
///
/// @param region the id of the region
/// @param queue its queue for the priority class, or one of its lanes
/// @param policy that was applied
/// @param mapVersion of the region map it was decided with
/// @param reason in words that name the region, for example `fra is home of source usgs-quakes`,
///   `fra has no workers; fallback iad` or `nearest of 3 healthy: fra, 412 km`
public record Route(
    String region, QueueName queue, RoutePolicy policy, String mapVersion, String reason) {
  private static final String HELD = "waits in the outbox: ";

  /// The same by way of the outbox.
  ///
  /// @param why the task cannot go to the broker at once, for example `fra unreachable`
  public Route held(String why) {
    return new Route(region, queue, policy, mapVersion, HELD + why + "; " + reason);
  }

  /// Whether the task was put into the outbox, to wait for the region's broker. Its reason then
  /// begins with `waits in the outbox`.
  public boolean isHeld() {
    return reason.startsWith(HELD);
  }

  /// The same to another queue of the region.
  public Route on(QueueName queue) {
    return new Route(region, queue, policy, mapVersion, reason);
  }
}
