package dev.meridian.fence;

import dev.meridian.fence.Change.Times;
import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Evidence;
import dev.meridian.fence.Crossing.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which fences an object comes nearer to, as one fix shows: how much nearer it would be a little
/// ahead is how fast it closes in. In plan: altitudes do not count. Not thread-safe.
final class Nearing {
  /// How far ahead to look, in metres.
  private static final double AHEAD = 10;

  private final Change change;
  private final Course course;
  private final @Nullable Fix last;
  private final Fix fix;
  private final Map<Fence, Double> here;
  private final double radius;
  private final FenceIndex fences;
  private @Nullable Map<Fence, Double> ahead;

  Nearing(Change change, Watch watch, Course course, @Nullable Fix last, Fix fix) {
    this.change = change;
    this.course = course;
    this.last = last;
    this.fix = fix;
    this.fences = watch.approached();
    this.radius = watch.reach(course.speed());
    this.here = radius > 0 ? fences.edges(fix.at(), radius) : Map.of();
  }

  /// Tells approaches, and lets those be told again that are far enough away.
  void look() {
    SortedMap<String, Fence> concerned = new TreeMap<>();
    for (Stay stay : change.stays()) {
      if (stay.told().approached()) {
        concerned.put(stay.fence().id(), stay.fence());
      }
    }
    here.keySet().stream()
        .filter(fence -> change.concerns(fence))
        .forEach(fence -> concerned.put(fence.id(), fence));
    concerned.values().forEach(this::look);
  }

  private void look(Fence fence) {
    Approach approach = fence.rules().telling().approach();
    Stay stay = change.stay(fence.id());
    boolean isOutside = stay == null || stay.isPlainlyOutside();
    if (approach == null || !isOutside) {
      return;
    }
    double metres = here.getOrDefault(fence, Double.POSITIVE_INFINITY);
    double seconds = seconds(fence, metres);
    if (stay != null && stay.told().approached()) {
      boolean mayTurn = approach.eta() != null && course.isStanding();
      if (approach.isFar(metres, seconds) && !mayTurn) {
        change.keep(stay.approached(false));
      }
    } else if (seconds < Double.POSITIVE_INFINITY
        && approach.isNear(metres, seconds)
        && Sight.of(fence, fix).isBeyondInPlan(0)) {
      change.put((stay == null ? Stay.outside(fence) : stay).approached(true));
      Duration eta = Duration.ofMillis(Math.round(seconds * 1000));
      change.tell(
          Kind.APPROACH,
          Stay.outside(fence),
          Cause.MOVED,
          new Times(fix.time(), fix.time()),
          new Evidence(last, fix, metres, eta));
    }
  }

  /// To the edge, if it goes on like this; infinity if it comes no nearer.
  private double seconds(Fence fence, double metres) {
    double then = metres < Double.POSITIVE_INFINITY ? ahead(fence) : metres;
    double closing = (metres - then) / AHEAD * course.speed();
    return closing > 0 ? metres / closing : Double.POSITIVE_INFINITY;
  }

  /// How far the edge is a little ahead; less than zero beyond it.
  private double ahead(Fence fence) {
    var there = course.ahead(fix.at(), AHEAD);
    Map<Fence, Double> edges = ahead;
    if (edges == null) {
      edges = fences.edges(there, radius + 2 * AHEAD);
      ahead = edges;
    }
    double metres = edges.getOrDefault(fence, Double.POSITIVE_INFINITY);
    return metres <= 2 * AHEAD && fence.outline().covers(there) ? -metres : metres;
  }
}
