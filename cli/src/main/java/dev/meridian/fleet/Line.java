package dev.meridian.fleet;

import dev.meridian.geo.GreatCircle;
import dev.meridian.geo.LonLat;
import java.util.Arrays;
import java.util.List;

/// A way over the ground, straight in longitude and latitude between its points. Immutable.
final class Line {
  private static final double METRES_OF_DEGREE = Math.toRadians(1) * GreatCircle.RADIUS;
  private static final double AS_NEAR = 20;

  private final double[] lons;
  private final double[] lats;
  private final double[] metres;

  /// The way through at least one point.
  Line(List<LonLat> points) {
    lons = points.stream().mapToDouble(LonLat::lon).toArray();
    lats = points.stream().mapToDouble(LonLat::lat).toArray();
    metres = new double[lons.length];
    for (int i = 1; i < lons.length; i++) {
      metres[i] = metres[i - 1] + GreatCircle.distance(points.get(i - 1), points.get(i));
    }
  }

  /// How many pieces it has.
  int pieces() {
    return metres.length - 1;
  }

  /// How long it is, in metres.
  double length() {
    return metres[metres.length - 1];
  }

  /// How far its point of that number is from its beginning, in metres.
  double metres(int point) {
    return metres[point];
  }

  /// The place that far from its beginning, at most at its ends.
  LonLat at(double distance) {
    int found = Arrays.binarySearch(metres, distance);
    int piece = Math.clamp(found >= 0 ? found : -found - 2, 0, Math.max(0, pieces() - 1));
    if (pieces() < 1) {
      return new LonLat(lons[0], lats[0]);
    }
    double length = metres[piece + 1] - metres[piece];
    double share = length == 0 ? 0 : Math.clamp((distance - metres[piece]) / length, 0, 1);
    return new LonLat(
        lons[piece] + share * (lons[piece + 1] - lons[piece]),
        lats[piece] + share * (lats[piece + 1] - lats[piece]));
  }

  /// A point in metres east and north of a centre near by.
  double[] plane(int point, LonLat centre) {
    double east = (lons[point] - centre.lon()) * Math.cos(Math.toRadians(centre.lat()));
    return new double[] {east * METRES_OF_DEGREE, (lats[point] - centre.lat()) * METRES_OF_DEGREE};
  }

  /// Where stops are along it: each at the first place after the one before it that is about as
  /// near as any.
  double[] placed(List<LonLat> stops) {
    double[] placed = new double[stops.size()];
    double from = 0;
    for (int i = 0; i < placed.length; i++) {
      from = placed(stops.get(i), from);
      placed[i] = from;
    }
    return placed;
  }

  private double placed(LonLat stop, double from) {
    double least = Double.POSITIVE_INFINITY;
    for (int piece = 0; piece < pieces(); piece++) {
      if (metres[piece + 1] >= from) {
        least = Math.min(least, nearest(piece, stop, from)[1]);
      }
    }
    double best = Double.POSITIVE_INFINITY;
    double place = from;
    for (int piece = 0; piece < pieces(); piece++) {
      if (metres[piece + 1] >= from) {
        double[] near = nearest(piece, stop, from);
        if (near[1] < best) {
          best = near[1];
          place = near[0];
        } else if (best <= least + AS_NEAR) {
          break;
        }
      }
    }
    return Math.max(from, place);
  }

  /// The place of a piece, not before `from`, that is nearest to a stop, and how near.
  private double[] nearest(int piece, LonLat stop, double from) {
    double[] a = plane(piece, stop);
    double[] b = plane(piece + 1, stop);
    double dx = b[0] - a[0];
    double dy = b[1] - a[1];
    double square = dx * dx + dy * dy;
    double length = metres[piece + 1] - metres[piece];
    double least = length == 0 ? 0 : Math.clamp((from - metres[piece]) / length, 0, 1);
    double share = square == 0 ? 0 : Math.clamp(-(a[0] * dx + a[1] * dy) / square, least, 1);
    double away = Math.hypot(a[0] + share * dx, a[1] + share * dy);
    return new double[] {metres[piece] + share * length, away};
  }
}
