package dev.meridian.geo;

import org.locationtech.jts.geom.Geometry;

/// A polygon or multipolygon.
public record PolygonArea(Geometry geometry) implements Area {
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
}
