package dev.meridian.fence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/// The visits of an object that are over, as they are written down: all of them, of which the last
/// 16 count.
final class PlainPast {
  private static final int COUNT = 16;

  private final List<Visit> visits = new ArrayList<>();

  private record Visit(String fence, Instant from, Instant to, boolean late) {}

  void left(String fence, Instant from, Instant to) {
    visits.add(new Visit(fence, from, to, false));
  }

  boolean reachesBackTo(Instant time) {
    return visits.size() < COUNT || !time.isBefore(last().getFirst().from());
  }

  private boolean wasInside(String fence, Instant time) {
    return last().stream()
        .anyMatch(visit ->
            visit.fence().equals(fence)
                && !time.isBefore(visit.from())
                && !time.isAfter(visit.to()));
  }

  /// The fences that a late fix is in, the best of each group, and that the object is not known to
  /// have been in then, nor in others of their groups.
  List<PlainRow> visited(Collection<PlainRow> rows, String object, Fix fix) {
    List<PlainRow> inside =
        rows.stream()
            .filter(
                row -> PlainFence.concerns(row.fence, object) && PlainFence.isIn(row.fence, fix))
            .toList();
    List<PlainRow> visited = new ArrayList<>();
    for (PlainRow row : inside) {
      List<PlainRow> rivals =
          rows.stream().filter(other -> other == row || other.isRival(row)).toList();
      boolean first = row == PlainRow.best(rivals.stream().filter(inside::contains).toList());
      if (first && rivals.stream().noneMatch(other -> wasIn(other, fix.time()))) {
        visited.add(row);
      }
    }
    return visited;
  }

  private boolean wasIn(PlainRow row, Instant time) {
    boolean now = row.state.equals("in") && !time.isBefore(row.entered);
    return now || wasInside(row.fence.id(), time);
  }

  /// Whether no other late fix of the visit is known; takes note of this one.
  boolean isNews(String fence, Instant time, Duration maxGap) {
    List<Visit> last = last();
    for (int i = 0; i < last.size(); i++) {
      Visit visit = last.get(i);
      boolean far =
          Duration.between(time, visit.from()).compareTo(maxGap) > 0
              || Duration.between(visit.to(), time).compareTo(maxGap) > 0;
      if (visit.late() && visit.fence().equals(fence) && !far) {
        Instant from = Collections.min(List.of(time, visit.from()));
        Instant to = Collections.max(List.of(time, visit.to()));
        last.set(i, new Visit(fence, from, to, true));
        return false;
      }
    }
    long earlier = last.stream().takeWhile(visit -> !visit.from().isAfter(time)).count();
    last.add(Math.toIntExact(earlier), new Visit(fence, time, time, true));
    return true;
  }

  /// A view.
  private List<Visit> last() {
    return visits.subList(Math.max(0, visits.size() - COUNT), visits.size());
  }
}
