package dev.meridian.route;

import dev.meridian.geo.Region;

/// What tells the router how a region is. Implementations are thread-safe and answer from memory:
/// the router asks for every region for every task.
@FunctionalInterface
public interface RegionHealthSource {
  /// The region's health as last seen.
  RegionHealth health(Region region);
}
