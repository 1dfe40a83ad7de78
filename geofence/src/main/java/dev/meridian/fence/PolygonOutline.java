package dev.meridian.fence;

import dev.meridian.geo.Box;
import dev.meridian.geo.GreatCircle;
import dev.meridian.geo.LonLat;
import java.util.List;
import java.util.stream.IntStream;

/// Polygons without overlap, holes excluded, cut at the antimeridian, edges straight in longitude
/// and latitude (RFC 7946, 3.1.1). Longitudes 180 and -180 are one line, all longitudes at a pole
/// one point.
public final class PolygonOutline implements Outline {
  /// Corners, x and y in turn, ring after ring, each closed.
  private final int[] xy;

  /// The first corner of each ring, and the end.
  private final int[] rings;

  /// The first ring of each part, and the end.
  private final int[] parts;

  /// NaN until somebody asks; whoever computes it finds the same.
  private volatile double size = Double.NaN;

  PolygonOutline(int[] xy, int[] rings, int[] parts) {
    this.xy = xy;
    this.rings = rings;
    this.parts = parts;
  }

  @Override
  public boolean covers(LonLat point) {
    int x = Grid.units(point.lon());
    int y = Grid.units(point.lat());
    if (Math.abs(y) == Grid.POLE && reaches(xy, y)) {
      return true;
    }
    return covers(x, y) || (Math.abs(x) == Grid.SEAM && covers(-x, y));
  }

  @Override
  public double edgeDistance(LonLat point) {
    var metres = new Metres(Grid.units(point.lon()), Grid.units(point.lat()));
    double nearest = Double.POSITIVE_INFINITY;
    for (int ring = 0; ring + 1 < rings.length; ring++) {
      int segments = rings[ring + 1] - rings[ring] - 1;
      nearest = Math.min(nearest, edgeDistance(metres, rings[ring], segments));
    }
    return nearest;
  }

  /// The metres to the nearest of the segments that follow a corner; infinity if none is an edge.
  double edgeDistance(Metres metres, int corner, int segments) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int i = 2 * corner; i < 2 * (corner + segments); i += 2) {
      int south = Math.min(xy[i + 1], xy[i + 3]);
      int north = Math.max(xy[i + 1], xy[i + 3]);
      double distance =
          metres.atLeast(south, north) < nearest ? metres.to(xy, i) : Double.POSITIVE_INFINITY;
      if (distance < nearest && isEdge(i)) {
        nearest = distance;
      }
    }
    return nearest;
  }

  @Override
  public double squareMetres() {
    double known = size;
    if (Double.isNaN(known)) {
      known = computedSize();
      size = known;
    }
    return known;
  }

  /// Chamberlain and Duquette, "Some Algorithms for Polygons on a Sphere", 2007.
  private double computedSize() {
    double sum = 0;
    for (int part = 0; part < parts(); part++) {
      for (int ring = parts[part]; ring < parts[part + 1]; ring++) {
        sum += ring == parts[part] ? ringSize(ring) : -ringSize(ring);
      }
    }
    return sum / 2 * GreatCircle.RADIUS * GreatCircle.RADIUS;
  }

  @Override
  public int vertices() {
    return xy.length / 2;
  }

  @Override
  public List<Box> boxes() {
    return IntStream.range(0, parts()).mapToObj(this::box).toList();
  }

  int[] xy() {
    return xy;
  }

  int parts() {
    return parts.length - 1;
  }

  /// The first ring of a part; of the part after the last, the number of rings.
  int firstRing(int part) {
    return parts[part];
  }

  /// The first corner of a ring; of the ring after the last, the number of corners.
  int firstCorner(int ring) {
    return rings[ring];
  }

  /// Whether a corner lies at the pole of that latitude.
  static boolean reaches(int[] xy, int pole) {
    for (int i = 1; i < xy.length; i += 2) {
      if (xy[i] == pole) {
        return true;
      }
    }
    return false;
  }

  /// Whether the segment bounds the fence, rather than where it was cut at the antimeridian or
  /// written down to a pole.
  boolean isEdge(int i) {
    int x = xy[i];
    if (Math.abs(xy[i + 1]) == Grid.POLE && xy[i + 1] == xy[i + 3]) {
      return false;
    }
    if (x != xy[i + 2] || Math.abs(x) != Grid.SEAM) {
      return true;
    }
    return !covers(-x, (int) (((long) xy[i + 1] + xy[i + 3]) / 2));
  }

  boolean covers(int x, int y) {
    var walk = Walk.across().to(x, y);
    for (int part = 0; part < parts(); part++) {
      int odd = 0;
      for (int ring = parts[part]; ring < parts[part + 1]; ring++) {
        int crossings = walk.crossings(xy, rings[ring], rings[ring + 1] - rings[ring] - 1);
        if (crossings == Walk.ON_EDGE) {
          return true;
        }
        odd ^= crossings;
      }
      if (odd == 1) {
        return true;
      }
    }
    return false;
  }

  private Box box(int part) {
    Range box = range(part);
    return new Box(
        Grid.degrees((double) box.west()),
        Grid.degrees((double) box.south()),
        Grid.degrees((double) box.east()),
        Grid.degrees((double) box.north()));
  }

  /// The box of a part: that of its outer ring.
  Range range(int part) {
    int west = Integer.MAX_VALUE;
    int south = Integer.MAX_VALUE;
    int east = Integer.MIN_VALUE;
    int north = Integer.MIN_VALUE;
    int ring = parts[part];
    for (int i = 2 * rings[ring]; i < 2 * rings[ring + 1]; i += 2) {
      west = Math.min(west, xy[i]);
      east = Math.max(east, xy[i]);
      south = Math.min(south, xy[i + 1]);
      north = Math.max(north, xy[i + 1]);
    }
    return new Range(west, south, east, north);
  }

  private double ringSize(int ring) {
    double sum = 0;
    for (int i = 2 * rings[ring]; i + 2 < 2 * rings[ring + 1]; i += 2) {
      sum +=
          Math.toRadians(Grid.degrees((double) xy[i + 2] - xy[i]))
              * (sine(xy[i + 1]) + sine(xy[i + 3]));
    }
    return Math.abs(sum);
  }

  private static double sine(int y) {
    return Math.sin(Math.toRadians(Grid.degrees(y)));
  }
}
