package dev.meridian.geo;

import org.locationtech.jts.geom.Geometry;

/// A part of the globe: a box or a polygon, edges included. Implementations are immutable.
public sealed interface Area permits Box, PolygonArea {
  /// Whether the point lies inside or on the edge.
  boolean contains(LonLat point);

  /// A point inside that stands for the area when distances are measured.
  LonLat centre();

  /// Whether the two areas share a point.
  boolean intersects(Area other);

  /// The area as polygons with longitudes in -180..180, cut at the antimeridian (RFC 7946, 3.1.9).
  Geometry geometry();
}
