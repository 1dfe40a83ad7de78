package dev.meridian.fence;

import dev.meridian.geo.LonLat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What of one tree lies round a fix or along a way.
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
  Map<Fence, Double> edges(LonLat at, double radius) {
    Map<Fence, Double> nearest = new HashMap<>();
    var metres = new Metres(Grid.units(at.lon()), Grid.units(at.lat()));
    Tree.Edges look =
        (number, corner, segments) -> {
          Fence fence = fences.get(number);
          Outline outline = fence.outline();
          double edge =
              outline instanceof PolygonOutline polygon
                  ? polygon.edgeDistance(metres, corner, segments)
                  : outline.edgeDistance(at);
          if (edge <= radius && !isGone(number)) {
            nearest.merge(fence, edge, Math::min);
          }
        };
    double off = radius / Metres.PER_DEGREE + 1e-6;
    boxes(
            new Box(
                at.lon() - wide(at, off), at.lat() - off, at.lon() + wide(at, off), at.lat() + off))
        .forEach(box -> tree.edges(box, look));
    return nearest;
  }

  /// The fences with an edge in cells that the box round the way touches.
  List<Fence> along(LonLat from, LonLat to) {
    double step = to.lon() - from.lon();
    double east = from.lon() + step - 360 * Math.rint(step / 360);
    boolean[] seen = new boolean[fences.size()];
    List<Fence> found = new ArrayList<>();
    Tree.Edges look =
        (number, _, _) -> {
          if (!seen[number] && !isGone(number)) {
            seen[number] = true;
            found.add(fences.get(number));
          }
        };
    boxes(
            new Box(
                Math.min(from.lon(), east),
                Math.min(from.lat(), to.lat()),
                Math.max(from.lon(), east),
                Math.max(from.lat(), to.lat())))
        .forEach(box -> tree.edges(box, look));
    return found;
  }

  private boolean isGone(int number) {
    return number < gone.length && gone[number];
  }

  /// In degrees; may reach beyond the antimeridian and the poles.
  private record Box(double west, double south, double east, double north) {}

  /// How many degrees east and west that many degrees of latitude are at most, near a point.
  private static double wide(LonLat at, double off) {
    double highest = Math.abs(at.lat()) + off;
    return highest >= 89.9 ? 360 : off / Math.cos(Math.toRadians(highest));
  }

  private static List<Tree.Range> boxes(Box box) {
    long south = units(Math.max(box.south(), -90));
    long north = units(Math.min(box.north(), 90));
    if (box.east() - box.west() >= 360) {
      return List.of(new Tree.Range(-Grid.SEAM, south, Grid.SEAM, north));
    }
    long west = units(box.west());
    long east = units(box.east());
    List<Tree.Range> boxes = new ArrayList<>();
    for (long turn = -Grid.TURN; turn <= Grid.TURN; turn += Grid.TURN) {
      if (west + turn <= Grid.SEAM && east + turn >= -Grid.SEAM) {
        boxes.add(new Tree.Range(west + turn, south, east + turn, north));
      }
    }
    return boxes;
  }

  private static long units(double degrees) {
    return Math.round(degrees * 1e7);
  }
}
