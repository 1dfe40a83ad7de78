package dev.meridian.fence;

import dev.meridian.geo.GreatCircle;
import dev.meridian.geo.LonLat;
import java.util.Optional;

/// Where the straight way between two fixes meets the edge of a fence, as shares of the way.
///
/// @param first 0 to 1
/// @param last `first` to 1
record Contact(double first, double last) {
  private static final int STEPS = 60;

  /// The contacts of the way, the short way round the globe, straight in longitude and latitude;
  /// with a circle that it begins and ends outside of, if its nearest point is inside.
  static Optional<Contact> of(Outline outline, LonLat from, LonLat to) {
    var way = Way.between(from, to);
    return switch (outline) {
      case PolygonOutline polygon -> polygon(polygon, way);
      case CircleOutline circle -> circle(circle, way);
      case UnknownOutline _ -> Optional.empty();
    };
  }

  /// Whether the altitude along the contact, as far as both fixes tell, is somewhere between floor
  /// and ceiling.
  boolean isAt(Scope scope, Fix from, Fix to) {
    Double start = from.altitude();
    Double end = to.altitude();
    if (start == null || end == null) {
      return true;
    }
    double a = start + first * (end - start);
    double b = start + last * (end - start);
    return scope.overlaps(Math.min(a, b), Math.max(a, b));
  }

  private record Way(double x, double y, double dx, double dy) {
    static Way between(LonLat from, LonLat to) {
      double x = Grid.units(from.lon());
      double y = Grid.units(from.lat());
      double dx = Grid.units(to.lon()) - x;
      return new Way(x, y, dx - Grid.TURN * Math.rint(dx / Grid.TURN), Grid.units(to.lat()) - y);
    }

    LonLat at(double share) {
      double lon = x + share * dx;
      double east = lon - Grid.TURN * Math.rint(lon / Grid.TURN);
      return new LonLat(Grid.degrees(east), Grid.degrees(y + share * dy));
    }
  }

  private static Optional<Contact> polygon(PolygonOutline outline, Way way) {
    int[] xy = outline.xy();
    double first = Double.POSITIVE_INFINITY;
    double last = Double.NEGATIVE_INFINITY;
    double south = Math.min(way.y(), way.y() + way.dy());
    double north = Math.max(way.y(), way.y() + way.dy());
    for (int ring = 0; ring < outline.firstRing(outline.parts()); ring++) {
      int end = 2 * outline.firstCorner(ring + 1);
      for (int i = 2 * outline.firstCorner(ring); i + 2 < end; i += 2) {
        boolean beside =
            Math.max(xy[i + 1], xy[i + 3]) < south || Math.min(xy[i + 1], xy[i + 3]) > north;
        double share = beside ? Double.NaN : share(way, xy, i);
        if (!Double.isNaN(share) && outline.isEdge(i)) {
          first = Math.min(first, share);
          last = Math.max(last, share);
        }
      }
    }
    return first <= last ? Optional.of(new Contact(first, last)) : Optional.empty();
  }

  /// Where the way meets the segment; NaN if it does not, or runs along it (then it meets those
  /// before and after).
  private static double share(Way way, int[] xy, int i) {
    double dx = (double) xy[i + 2] - xy[i];
    double dy = (double) xy[i + 3] - xy[i + 1];
    double cross = way.dx() * dy - way.dy() * dx;
    double y = xy[i + 1] - way.y();
    for (long turn = -Grid.TURN; turn <= Grid.TURN; turn += Grid.TURN) {
      double x = xy[i] + turn - way.x();
      double share = (x * dy - y * dx) / cross;
      double along = (x * way.dy() - y * way.dx()) / cross;
      if (share >= 0 && share <= 1 && along >= 0 && along <= 1) {
        return share;
      }
    }
    return Double.NaN;
  }

  private static Optional<Contact> circle(CircleOutline circle, Way way) {
    double nearest = nearest(circle, way);
    if (beyond(circle, way, nearest) > 0) {
      return Optional.empty();
    }
    double first = beyond(circle, way, 0) > 0 ? edge(circle, way, 0, nearest) : nearest;
    double last = beyond(circle, way, 1) > 0 ? edge(circle, way, 1, nearest) : first;
    return Optional.of(new Contact(Math.min(first, last), Math.max(first, last)));
  }

  /// The share of the way that is nearest to the centre, by ternary search.
  private static double nearest(CircleOutline circle, Way way) {
    double from = 0;
    double to = 1;
    for (int step = 0; step < STEPS; step++) {
      double third = (to - from) / 3;
      if (beyond(circle, way, from + third) <= beyond(circle, way, to - third)) {
        to -= third;
      } else {
        from += third;
      }
    }
    return (from + to) / 2;
  }

  /// Where the edge is between a share that is outside and one that is inside, by bisection.
  private static double edge(CircleOutline circle, Way way, double outside, double inside) {
    double out = outside;
    double in = inside;
    for (int step = 0; step < STEPS; step++) {
      double middle = (out + in) / 2;
      if (beyond(circle, way, middle) > 0) {
        out = middle;
      } else {
        in = middle;
      }
    }
    return in;
  }

  private static double beyond(CircleOutline circle, Way way, double share) {
    return GreatCircle.distance(circle.centre(), way.at(share)) - circle.radius();
  }
}
