package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.Box;
import dev.meridian.geo.GreatCircle;
import dev.meridian.geo.LonLat;
import java.util.List;

/// All points within a great-circle distance of a centre, whatever meridian or pole lies between.
public final class CircleOutline implements Outline {
  private static final double MOST_METRES = 10_000_000;
  private static final double ROUNDING = 1e-6;
  private static final double SEAM = 180;
  private static final double POLE = 90;

  private final LonLat centre;
  private final double radius;
  private final Direction direction;
  private final double chord;
  private final double chordSquared;
  private final Range box;

  private CircleOutline(LonLat centre, double radius) {
    this.centre = centre;
    this.radius = radius;
    this.direction = Direction.of(Grid.units(centre.lon()), Grid.units(centre.lat()));
    this.chord = 2 * Math.sin(radius / GreatCircle.RADIUS / 2);
    this.chordSquared = chord * chord;
    this.box = range(boxes().getFirst());
  }

  /// A circle round a centre.
  ///
  /// @param radius in metres, above 0 and at most 10,000,000
  public static CircleOutline of(LonLat centre, double radius) {
    if (!(radius > 0 && radius <= MOST_METRES)) {
      throw new InvalidValueException("radius", radius, "metres above 0, at most 10000000");
    }
    return new CircleOutline(
        Grid.lonLat(Grid.units(centre.lon()), Grid.units(centre.lat())), radius);
  }

  /// The centre, on the grid of 1e-7 degrees.
  public LonLat centre() {
    return centre;
  }

  /// The radius in metres.
  public double radius() {
    return radius;
  }

  @Override
  public boolean covers(LonLat point) {
    return covers(Grid.units(point.lon()), Grid.units(point.lat()));
  }

  @Override
  public double edgeDistance(LonLat point) {
    return Math.abs(GreatCircle.distance(centre, point) - radius);
  }

  @Override
  public double squareMetres() {
    double half = Math.sin(radius / GreatCircle.RADIUS / 2);
    return 4 * Math.PI * GreatCircle.RADIUS * GreatCircle.RADIUS * half * half;
  }

  @Override
  public int vertices() {
    return 0;
  }

  @Override
  public List<Box> boxes() {
    double height = Math.toDegrees(radius / GreatCircle.RADIUS) + ROUNDING;
    double south = Math.max(-POLE, centre.lat() - height);
    double north = Math.min(POLE, centre.lat() + height);
    if (south == -POLE || north == POLE) {
      return List.of(new Box(-SEAM, south, SEAM, north));
    }
    double sine = Math.sin(radius / GreatCircle.RADIUS) / Math.cos(Math.toRadians(centre.lat()));
    double width = Math.toDegrees(Math.asin(sine)) + ROUNDING;
    return List.of(
        new Box(turned(centre.lon() - width), south, turned(centre.lon() + width), north));
  }

  private static double turned(double lon) {
    return Math.IEEEremainder(lon, 2 * SEAM);
  }

  boolean covers(int x, int y) {
    double metres = Math.abs(Grid.degrees(y) - centre.lat()) * Metres.PER_DEGREE;
    return metres <= radius + 1 && direction.chordSquared(Direction.of(x, y)) <= chordSquared;
  }

  /// Whether its edge may be within some metres of a point; surely if it is. Chords are never
  /// farther apart than the arcs they belong to.
  boolean isEdgeNear(Direction point, double metres) {
    double apart = Math.abs(Math.sqrt(direction.chordSquared(point)) - chord);
    return apart * GreatCircle.RADIUS <= metres + 1;
  }

  /// On the grid; all longitudes if it crosses the antimeridian.
  private static Range range(Box box) {
    int south = Grid.units(box.south()) - 1;
    int north = Grid.units(box.north()) + 1;
    return box.west() > box.east()
        ? new Range(-Grid.SEAM, south, Grid.SEAM, north)
        : new Range(Grid.units(box.west()) - 1, south, Grid.units(box.east()) + 1, north);
  }

  /// How a circle lies in a cell.
  enum Cover {
    OUTSIDE,
    EDGE,
    COVERS
  }

  /// How the circle lies in a cell of 2^shift units; `EDGE` when in doubt.
  Cover in(long west, long south, int shift) {
    long size = 1L << shift;
    long east = Math.min(west + size, Grid.SEAM);
    long north = Math.min(south + size, Grid.POLE);
    long fromWest = Math.max(west, -Grid.SEAM);
    long fromSouth = Math.max(south, -Grid.POLE);
    if (fromWest > east || fromSouth > north || !box.touches(fromWest, fromSouth, east, north)) {
      return Cover.OUTSIDE;
    }
    double middle = Grid.degrees((fromSouth + north) / 2.0);
    var at = new LonLat(Grid.degrees((fromWest + east) / 2.0), middle);
    double halfHeight = Math.toRadians(Grid.degrees((north - fromSouth) / 2.0));
    double nearestToEquator = Math.max(0, Math.abs(Math.toRadians(middle)) - halfHeight);
    double halfWidth =
        Math.toRadians(Grid.degrees((east - fromWest) / 2.0)) * Math.cos(nearestToEquator);
    double reach =
        arc(Math.sqrt(halfHeight * halfHeight + halfWidth * halfWidth)) * GreatCircle.RADIUS + 1;
    double distance = GreatCircle.distance(centre, at);
    if (distance - reach > radius) {
      return Cover.OUTSIDE;
    }
    return distance + reach < radius ? Cover.COVERS : Cover.EDGE;
  }

  /// No arc is longer that has at most so much of latitude and of longitude in it: half of a chord
  /// is at most half of that, see the haversine.
  private static double arc(double size) {
    return 2 * Math.asin(Math.min(1, size / 2));
  }
}
