package dev.meridian.tracking;

import dev.meridian.fence.Outline;
import dev.meridian.geo.Box;
import dev.meridian.geo.GreatCircle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The boxes that hold all points within some metres of an outline, to ask a store what lies near a
/// fence. Rather too large than too small.
final class Reach {
  private static final double METRES_OF_DEGREE = Math.toRadians(1) * GreatCircle.RADIUS;
  private static final double NEAR_POLE = 89.9;

  private Reach() {}

  /// At most two boxes, west and east of the prime meridian, or as many as cross the antimeridian.
  ///
  /// @param metres 0 or more
  static List<Box> of(Outline outline, double metres) {
    List<Box> boxes = new ArrayList<>();
    add(boxes, outline, box -> !box.crossesAntimeridian() && box.west() + box.east() < 0);
    add(boxes, outline, box -> !box.crossesAntimeridian() && box.west() + box.east() >= 0);
    outline.boxes().stream().filter(Box::crossesAntimeridian).forEach(boxes::add);
    return boxes.stream().map(box -> grown(box, metres)).toList();
  }

  private static void add(List<Box> boxes, Outline outline, Predicate<Box> side) {
    outline.boxes().stream().filter(side).reduce(Reach::both).ifPresent(boxes::add);
  }

  private static Box both(Box one, Box other) {
    return new Box(
        Math.min(one.west(), other.west()),
        Math.min(one.south(), other.south()),
        Math.max(one.east(), other.east()),
        Math.max(one.north(), other.north()));
  }

  private static Box grown(Box box, double metres) {
    double up = metres / METRES_OF_DEGREE * 1.01 + 1e-6;
    double south = Math.max(box.south() - up, -90);
    double north = Math.min(box.north() + up, 90);
    double highest = Math.max(Math.abs(south), Math.abs(north));
    double aside = highest >= NEAR_POLE ? 360 : up / Math.cos(Math.toRadians(highest));
    double width = box.east() - box.west() + (box.crossesAntimeridian() ? 360 : 0);
    return width + 2 * aside >= 360
        ? new Box(-180, south, 180, north)
        : new Box(turned(box.west() - aside), south, turned(box.east() + aside), north);
  }

  private static double turned(double lon) {
    return lon < -180 ? lon + 360 : lon > 180 ? lon - 360 : lon;
  }
}
