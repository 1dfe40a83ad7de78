package dev.meridian.fence;

import dev.meridian.geo.LonLat;

/// Where a fence ends. Closed: its edge, and that of its holes, belongs to it. Implementations are
/// immutable and thread-safe.
public sealed interface Outline permits PolygonOutline, CircleOutline, UnknownOutline {
  /// Whether the point, taken to the nearest 1e-7 degrees, lies inside or on the edge. Looks at the
  /// whole outline: a [FenceIndex] is faster.
  boolean covers(LonLat point);

  /// How far the edge is, in metres over the surface, from inside as from outside. Looks at the
  /// whole outline.
  double edgeDistance(LonLat point);

  /// The size in square metres, on a sphere.
  double squareMetres();

  /// The corners kept; 0 of a circle.
  int vertices();

  /// The radius in metres of the circle of the same size.
  default double equivalentRadius() {
    return Math.sqrt(squareMetres() / Math.PI);
  }
}
