package dev.meridian.fence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parts of all fences, numbered: polygons each by itself, and circles.
final class Parts {
  /// What a circle weighs, in segments.
  static final int CIRCLE = 4;

  private static final int MOST_CORNERS = 1 << (31 - Tree.COUNT);

  private final IntList fences = new IntList(16);
  private final IntList polygonParts = new IntList(16);
  private final List<? extends Outline> outlines;
  private final int[][] corners;
  private final @Nullable CircleOutline[] circles;

  Parts(List<? extends Outline> outlines, int[][] corners, @Nullable CircleOutline[] circles) {
    this.outlines = outlines;
    this.corners = corners;
    this.circles = circles;
    for (int number = 0; number < outlines.size(); number++) {
      if (corners[number].length / 2 >= MOST_CORNERS) {
        throw new IllegalArgumentException("an outline of " + corners[number].length / 2);
      }
      int count = outlines.get(number) instanceof PolygonOutline polygon ? polygon.parts() : 1;
      for (int part = 0; part < count; part++) {
        fences.add(number);
        polygonParts.add(part);
      }
    }
  }

  int fence(int part) {
    return fences.at(part);
  }

  int flags(int part) {
    int fence = fences.at(part);
    boolean alone =
        !(outlines.get(fence) instanceof PolygonOutline polygon) || polygon.parts() == 1;
    return alone ? 0 : Tree.PARTS;
  }

  int[] corners(int part) {
    return corners[fences.at(part)];
  }

  @Nullable CircleOutline circle(int part) {
    return circles[fences.at(part)];
  }

  /// The box of a part; of a circle, nothing it could lie in.
  Range box(int part) {
    return outlines.get(fences.at(part)) instanceof PolygonOutline polygon
        ? polygon.range(polygonParts.at(part))
        : Range.WORLD;
  }

  /// Puts every part into the cell that is the world, whose corner is outside of all.
  void addAllTo(TreeBuilder.Cell world) {
    for (int part = 0; part < fences.size(); part++) {
      world.edges.add(part);
      world.edges.add(Split.WHOLE);
      world.edges.add(0);
      if (outlines.get(fences.at(part)) instanceof PolygonOutline polygon) {
        addRings(polygon, polygonParts.at(part), world.edges);
      }
    }
  }

  private static void addRings(PolygonOutline polygon, int part, IntList edges) {
    int from = polygon.firstRing(part);
    int to = polygon.firstRing(part + 1);
    edges.set(edges.size() - 1, 2 * (to - from));
    for (int ring = from; ring < to; ring++) {
      edges.add(polygon.firstCorner(ring));
      edges.add(polygon.firstCorner(ring + 1) - polygon.firstCorner(ring) - 1);
    }
  }
}
