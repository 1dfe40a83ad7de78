package dev.meridian.route;

/// What the router knows of one region's ability to take tasks.
///
/// @param brokerUp whether its broker is connected and not blocked
/// @param workers how many consume from its queues, as last seen
/// @param queued how many tasks wait in its queues, as last seen
public record RegionHealth(boolean brokerUp, int workers, long queued) {
  /// Whether a task sent there would be worked on: the broker takes it and somebody consumes.
  public boolean isHealthy() {
    return brokerUp && workers > 0;
  }
}
