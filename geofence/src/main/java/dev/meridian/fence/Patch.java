package dev.meridian.fence;

import dev.meridian.geo.LonLat;
import java.util.ArrayList;
import java.util.List;

/// A part of the globe that holds a way, or all that is within some metres of a point, or both:
/// boxes of the grid, several where it crosses the antimeridian. Rather too large than too small.
///
/// @param at a point of it
/// @param metres no place of the way or within the metres is farther from that point
/// @param boxes that hold it
record Patch(Direction at, double metres, List<Range> boxes) {
  private static final double NEAR_POLE = 89.9;
  private static final double FULL = 360;

  /// All that is within a radius of a point.
  static Patch round(LonLat at, double radius) {
    return of(at, at, radius);
  }

  /// The straight way between two points, the short way round, and all that is within a radius of
  /// its end.
  static Patch of(LonLat from, LonLat to, double radius) {
    double way = from.lon() - to.lon();
    double start = to.lon() + way - FULL * Math.rint(way / FULL);
    double off = radius / Metres.PER_DEGREE + 1e-6;
    double wide = wide(to, off);
    double length = Math.abs(start - to.lon()) + Math.abs(from.lat() - to.lat());
    var at = Direction.of(Grid.units(to.lon()), Grid.units(to.lat()));
    return new Patch(
        at,
        radius + length * Metres.PER_DEGREE,
        boxes(
            Math.min(start, to.lon() - wide),
            Math.min(from.lat(), to.lat() - off),
            Math.max(start, to.lon() + wide),
            Math.max(from.lat(), to.lat() + off)));
  }

  /// Whether the edge of a circle may lie in it.
  boolean mayMeet(CircleOutline circle) {
    return circle.isEdgeNear(at, metres);
  }

  /// How many degrees east and west that many degrees of latitude are at most, near a point.
  private static double wide(LonLat at, double off) {
    double highest = Math.abs(at.lat()) + off;
    return highest >= NEAR_POLE ? FULL : off / Math.cos(Math.toRadians(highest));
  }

  /// Of degrees that may reach beyond the antimeridian and the poles.
  private static List<Range> boxes(
      double fromWest, double fromSouth, double toEast, double toNorth) {
    long south = units(Math.max(fromSouth, -90));
    long north = units(Math.min(toNorth, 90));
    if (toEast - fromWest >= FULL) {
      return List.of(new Range(-Grid.SEAM, south, Grid.SEAM, north));
    }
    long west = units(fromWest);
    long east = units(toEast);
    if (west > -Grid.SEAM && east < Grid.SEAM) {
      return List.of(new Range(west, south, east, north));
    }
    List<Range> boxes = new ArrayList<>();
    for (long turn = -Grid.TURN; turn <= Grid.TURN; turn += Grid.TURN) {
      if (west + turn <= Grid.SEAM && east + turn >= -Grid.SEAM) {
        boxes.add(new Range(west + turn, south, east + turn, north));
      }
    }
    return boxes;
  }

  private static long units(double degrees) {
    return Math.round(degrees * 1e7);
  }
}
