package dev.meridian.fence;

import java.util.List;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;

/// What JTS says which outlines contain a point: STRtree over the parts, and an
/// IndexedPointInAreaLocator for each. They have whole numbers for coordinates, of which JTS
/// computes without error. Not thread-safe.
final class JtsIndex {
  private final STRtree parts = new STRtree();
  private int[] seen = new int[16];

  private record Part(int number, IndexedPointInAreaLocator locator) {}

  JtsIndex(List<PolygonOutline> outlines) {
    for (int number = 0; number < outlines.size(); number++) {
      for (int part = 0; part < outlines.get(number).parts(); part++) {
        Polygon polygon = JtsAnswer.polygon(outlines.get(number), part);
        var locator = new IndexedPointInAreaLocator(polygon);
        parts.insert(polygon.getEnvelopeInternal(), new Part(number, locator));
      }
    }
    parts.build();
  }

  /// The [#sum] of the outlines that contain the point, in whole numbers.
  long find(int x, int y) {
    var point = new Coordinate(x, y);
    List<?> near = parts.query(new Envelope(point));
    seen = near.size() > seen.length ? new int[2 * near.size()] : seen;
    long sum = 0;
    int count = 0;
    for (Object each : near) {
      Part part = (Part) each;
      if (part.locator().locate(point) != Location.EXTERIOR && isNew(part.number(), count)) {
        seen[count++] = part.number();
        sum += mixed(part.number());
      }
    }
    return sum + count;
  }

  /// A number that tells which fences a probe found: the same as that of [#find] if they are the
  /// same.
  static long sum(TreeProbe probe, int x, int y) {
    int count = probe.find(x, y);
    long sum = count;
    for (int hit = 0; hit < count; hit++) {
      sum += mixed(probe.hit(hit));
    }
    return sum;
  }

  private boolean isNew(int number, int count) {
    for (int i = 0; i < count; i++) {
      if (seen[i] == number) {
        return false;
      }
    }
    return true;
  }

  private static long mixed(int number) {
    return (number + 1) * 0x9E3779B97F4A7C15L;
  }
}
