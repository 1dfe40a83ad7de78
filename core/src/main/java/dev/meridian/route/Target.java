package dev.meridian.route;

import dev.meridian.geo.Area;
import dev.meridian.geo.LonLat;

/// What says where a task belongs.
public sealed interface Target {
  /// A region by name.
  record ToRegion(String region) implements Target {}

  /// The home of a source.
  record ToSource(String source) implements Target {}

  /// The region closest to a point.
  record Near(LonLat point) implements Target {}

  /// The region that answers for an area, else the closest to its centre.
  record In(Area area) implements Target {}

  /// Any region.
  record Anywhere() implements Target {}
}
