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
  private final double chordSquared;

  /// How far it reaches north and south of its centre, in degrees, or a little farther.
  private final double high;

  /// The same east and west; all the way round if a pole is inside.
  private final double wide;

  private CircleOutline(LonLat centre, double radius) {
    this.centre = centre;
    this.radius = radius;
    this.direction = Direction.of(Grid.units(centre.lon()), Grid.units(centre.lat()));
    double chord = 2 * Math.sin(radius / GreatCircle.RADIUS / 2);
    this.chordSquared = chord * chord;
    this.high = Math.toDegrees(radius / GreatCircle.RADIUS) + ROUNDING;
    boolean hasPole = Math.abs(centre.lat()) + high >= POLE;
    double sine = Math.sin(radius / GreatCircle.RADIUS) / Math.cos(Math.toRadians(centre.lat()));
    this.wide = hasPole ? SEAM : Math.toDegrees(Math.asin(sine)) + ROUNDING;
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
    double south = Math.max(-POLE, centre.lat() - high);
    double north = Math.min(POLE, centre.lat() + high);
    return List.of(
        wide == SEAM
            ? new Box(-SEAM, south, SEAM, north)
            : new Box(turned(centre.lon() - wide), south, turned(centre.lon() + wide), north));
  }

  private static double turned(double lon) {
    return Math.IEEEremainder(lon, 2 * SEAM);
  }

  boolean covers(int x, int y) {
    double metres = Math.abs(Grid.degrees(y) - centre.lat()) * Metres.PER_DEGREE;
    return metres <= radius + 1 && direction.chordSquared(Direction.of(x, y)) <= chordSquared;
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
    if (fromWest > east
        || fromSouth > north
        || isBeside(Grid.degrees(fromWest), Grid.degrees(east))
        || centre.lat() - high > Grid.degrees(north)
        || centre.lat() + high < Grid.degrees(fromSouth)) {
      return Cover.OUTSIDE;
    }
    double middle = Grid.degrees((fromSouth + north) / 2.0);
    var at = new LonLat(Grid.degrees((fromWest + east) / 2.0), middle);
    double halfHeight = Grid.degrees((north - fromSouth) / 2.0);
    double nearestToEquator = Math.max(0, Math.abs(middle) - halfHeight);
    double halfWidth =
        Grid.degrees((east - fromWest) / 2.0) * Math.cos(Math.toRadians(nearestToEquator));
    double reach = (halfHeight + halfWidth) * Metres.PER_DEGREE + 1;
    double distance = GreatCircle.distance(centre, at);
    if (distance - reach > radius) {
      return Cover.OUTSIDE;
    }
    return distance + reach < radius ? Cover.COVERS : Cover.EDGE;
  }

  /// Whether its box lies east or west of a cell, the short way round. Without this, a town of
  /// small circles would seem to touch several large cells, and not to be parted by splitting them.
  private boolean isBeside(double west, double east) {
    double off = Math.abs(turned((west + east) / 2 - centre.lon()));
    return off > (east - west) / 2 + wide + ROUNDING;
  }
}
