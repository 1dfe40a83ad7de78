package dev.meridian.fence;

import dev.meridian.geo.LonLat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What of one tree lies round a fix or along a way. Immutable.
final class Surroundings {
  private final Tree tree;
  private final List<Fence> fences;
  private final boolean[] gone;

  /// @param gone by number, the fences not to find; may be shorter
  Surroundings(Tree tree, List<Fence> fences, boolean[] gone) {
    this.tree = tree;
    this.fences = fences;
    this.gone = gone;
  }

  /// The metres to the nearest edge of each fence that has one within a radius.
  ///
  /// @param most after so many it gives up, and what it has found need not be the nearest
  Map<Fence, Double> edges(LonLat at, double radius, int most) {
    Map<Fence, Double> nearest = new HashMap<>();
    var metres = new Metres(Grid.units(at.lon()), Grid.units(at.lat()));
    look(
        Patch.round(at, radius),
        (number, corner, segments) -> {
          Fence fence = fences.get(number);
          Outline outline = fence.outline();
          double edge =
              outline instanceof PolygonOutline polygon
                  ? polygon.edgeDistance(metres, corner, segments)
                  : outline.edgeDistance(at);
          if (edge <= radius) {
            nearest.merge(fence, edge, Math::min);
          }
          return nearest.size() < most;
        });
    return nearest;
  }

  /// Adds the fences whose edge the way between two points may meet; of circles only those that it
  /// begins and ends outside of.
  void along(LonLat from, LonLat to, Map<String, Fence> found) {
    look(
        Patch.of(from, to, 0),
        (number, _, _) -> {
          Fence fence = fences.get(number);
          found.put(fence.id(), fence);
          return true;
        });
  }

  /// Whether surely no edge is within a radius of `to`, or meets the way there.
  boolean isClear(LonLat from, LonLat to, double radius) {
    return look(Patch.of(from, to, radius), (_, _, _) -> false);
  }

  /// Tells of what may lie in a patch, until it is told to stop.
  private boolean look(Patch patch, Tree.Edges told) {
    for (Range box : patch.boxes()) {
      Tree.Edges look =
          (number, corner, segments) -> {
            CircleOutline circle = tree.circle(number);
            boolean isThere =
                circle == null
                    ? box.mayTouch(tree.corners(number), corner, segments)
                    : patch.mayMeet(circle);
            return !isThere || isGone(number) || told.edge(number, corner, segments);
          };
      if (!tree.edges(box, look)) {
        return false;
      }
    }
    return true;
  }

  private boolean isGone(int number) {
    return number < gone.length && gone[number];
  }
}
