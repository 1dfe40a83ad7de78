package dev.meridian.geo;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.algorithm.LineIntersector;
import org.locationtech.jts.algorithm.RobustLineIntersector;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.util.LinearComponentExtracter;
import org.locationtech.jts.noding.BasicSegmentString;
import org.locationtech.jts.noding.MCIndexNoder;
import org.locationtech.jts.noding.SegmentIntersector;
import org.locationtech.jts.noding.SegmentString;

/// How often the edges of a geometry cross each other, counted up to a bound: a repair makes a node
/// of each crossing, and there may be as many as the square of the corners. For one thread.
final class SelfCrossings implements SegmentIntersector {
  private final LineIntersector lines = new RobustLineIntersector();
  private final int most;
  private int count;

  private SelfCrossings(int most) {
    this.most = most;
  }

  /// Whether there are more than `most`.
  static boolean exceed(Geometry geometry, int most) {
    var counter = new SelfCrossings(most);
    List<SegmentString> edges = new ArrayList<>();
    for (Object line : LinearComponentExtracter.getLines(geometry)) {
      edges.add(new BasicSegmentString(((LineString) line).getCoordinates(), null));
    }
    new MCIndexNoder(counter).computeNodes(edges);
    return counter.isDone();
  }

  /// An edge may be compared with itself, which is no crossing of its interior.
  @Override
  @SuppressWarnings("ReferenceEquality") // it is the same edge, not one like it
  public void processIntersections(SegmentString a, int i, SegmentString b, int j) {
    if (isDone()) {
      return;
    }
    lines.computeIntersection(
        a.getCoordinate(i), a.getCoordinate(i + 1), b.getCoordinate(j), b.getCoordinate(j + 1));
    if (lines.hasIntersection() && lines.isInteriorIntersection()) {
      count++;
    }
  }

  @Override
  public boolean isDone() {
    return count > most;
  }
}
