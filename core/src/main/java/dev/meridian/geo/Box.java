package dev.meridian.geo;

import org.locationtech.jts.geom.Geometry;

/// A box in CRS84; one whose west is greater than its east crosses the antimeridian (RFC 7946,
/// 5.2).
public record Box(double west, double south, double east, double north) implements Area {
  @Override
  public boolean contains(LonLat point) {
    throw new IllegalStateException("under construction");
  }

  @Override
  public LonLat centre() {
    throw new IllegalStateException("under construction");
  }

  @Override
  public boolean intersects(Area other) {
    throw new IllegalStateException("under construction");
  }

  @Override
  public Geometry geometry() {
    throw new IllegalStateException("under construction");
  }
}
