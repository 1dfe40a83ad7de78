package dev.meridian.fence;

import dev.meridian.geo.LonLat;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One fence and where the object is of it: `?`, `out`, `in`; or `under`, which is in a fence while
/// being in another one of its exclusive group counts.
final class PlainRow {
  Fence fence;
  String state = "?";
  long visit;
  Instant entered = Instant.MIN;
  boolean dwelled;
  @Nullable Instant since;
  Instant crossed = Instant.MIN;
  boolean left;
  boolean unnoticed;
  boolean approached;
  @Nullable Instant level;
  Instant windowsSeen = Instant.MIN;

  /// Why it came to be in just now, empty if nobody is told; null if it did not.
  @Nullable String why;

  /// When the visit ended that ended just now; null if none did.
  @Nullable Instant over;

  PlainRow(Fence fence) {
    this.fence = fence;
  }

  /// What was told while it was outside is told again.
  void forgetTold() {
    approached = false;
    level = null;
  }

  /// Whether it is told to come near; takes note.
  boolean approaches(Fix fix, Course course) {
    Approach approach = fence.rules().telling().approach();
    if (approach == null || !state.equals("out") || since != null) {
      return false;
    }
    double metres = fence.outline().edgeDistance(fix.at());
    LonLat there = course.ahead(fix.at(), 10);
    double then = fence.outline().edgeDistance(there);
    double closing =
        (metres - (fence.outline().covers(there) ? -then : then)) / 10 * course.speed();
    double eta = closing > 0 && metres <= 1e6 ? metres / closing : Double.POSITIVE_INFINITY;
    double far = approach.distance() == null ? -1 : approach.distance();
    double late = approach.eta() == null ? -1 : approach.eta().toMillis() / 1000.0;
    if (approached) {
      boolean stands = approach.eta() != null && course.speed() < 1;
      approached = stands || metres <= 1.2 * far || eta <= 1.2 * late;
      return false;
    }
    approached =
        closing > 0 && (metres <= far || eta <= late) && PlainFence.isPlanOut(fence, fix, 0);
    return approached;
  }

  boolean passes(Fix from, Fix fix) {
    return state.equals("out")
        && !left
        && PlainFence.isPlanOut(fence, from, 0)
        && PlainFence.isPlanOut(fence, fix, 0)
        && PlainFence.meets(fence, from, fix);
  }

  boolean isLevelDue(Fix fix, Crossing.Kind kind) {
    Telling telling = fence.rules().telling();
    boolean asked = telling.kinds() != null && telling.kinds().contains(kind);
    boolean due =
        level == null
            || (fix.time().isAfter(level) && !fix.time().isBefore(level.plus(telling.level())));
    return asked && due && PlainFence.isOpen(fence, fix.time());
  }

  void begin() {
    why = null;
    over = null;
  }

  void arrive(Instant from, String cause) {
    state = "under";
    approached = false;
    level = null;
    entered = from;
    since = null;
    why = cause;
  }

  boolean isWithin() {
    return state.equals("in") || state.equals("under");
  }

  @Nullable String group() {
    Exclusive exclusive = fence.rules().exclusive();
    return exclusive == null ? null : exclusive.group();
  }

  boolean isRival(PlainRow other) {
    String group = group();
    return group != null && group.equals(other.group());
  }

  /// The one that no other outranks; null if there are none.
  static @Nullable PlainRow best(List<PlainRow> rows) {
    return rows.stream()
        .filter(row -> rows.stream().noneMatch(other -> outranks(other.fence, row.fence)))
        .findAny()
        .orElse(null);
  }

  private static boolean outranks(Fence one, Fence other) {
    double first = priority(one);
    double second = priority(other);
    if (first != second) {
      return first > second;
    }
    double size = one.outline().squareMetres();
    double otherSize = other.outline().squareMetres();
    return size != otherSize ? size < otherSize : one.id().compareTo(other.id()) < 0;
  }

  private static double priority(Fence fence) {
    Exclusive exclusive = fence.rules().exclusive();
    return exclusive == null ? 0 : exclusive.priority();
  }
}
