package dev.meridian.geo;

import dev.meridian.InvalidValueException;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import tools.jackson.databind.JsonNode;

/// A polygon or multipolygon, holes excluded, all edges included. Edges are straight lines in
/// longitude and latitude (RFC 7946, 3.1.1). Immutable, thread-safe.
public final class PolygonArea implements Area {
  private final Shape shape;
  private final LonLat centre;

  private PolygonArea(Shape shape) {
    this.shape = shape;
    this.centre = shape.centre();
  }

  /// The area of a GeoJSON Polygon or MultiPolygon of up to 100,000 positions.
  ///
  /// An edge between longitudes more than 180 degrees apart goes the short way, over the
  /// antimeridian, and the area is cut there (RFC 7946, 3.1.9); an edge from -180 to 180 itself
  /// goes along its parallel. One that would go further than 120 degrees that way is refused, as it
  /// is not clear which way it was meant. A ring round a pole is written down to latitude 90 or
  /// -90. Rings that cross themselves and parts that overlap are repaired.
  ///
  /// @throws InvalidValueException that names the coordinate that cannot be taken, by its JSON
  ///   pointer in `geoJson`
  public static PolygonArea of(JsonNode geoJson) {
    return new PolygonArea(new Shape(PolygonReader.read(geoJson)));
  }

  /// The polygons of such an area, checked, repaired and cut as by [#of], without what answers
  /// questions about them.
  ///
  /// @throws InvalidValueException as [#of] does
  public static Geometry polygons(JsonNode geoJson) {
    return PolygonReader.read(geoJson);
  }

  @Override
  public boolean contains(LonLat point) {
    return shape.covers(point);
  }

  @Override
  public LonLat centre() {
    return centre;
  }

  @Override
  public boolean intersects(Area other) {
    return shape.intersects(Shape.of(other));
  }

  /// {@inheritDoc} Not to be changed.
  @Override
  public Geometry geometry() {
    return shape.geometry();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PolygonArea area && geometry().equalsExact(area.geometry());
  }

  @Override
  public int hashCode() {
    return geometry().hashCode();
  }

  @Override
  public String toString() {
    return "PolygonArea" + geometry().getEnvelopeInternal();
  }

  Shape shape() {
    return shape;
  }
}
