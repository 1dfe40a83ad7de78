package dev.meridian.fence;

import dev.meridian.fence.Crossing.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Exclusive groups as they are written down, looked at anew after every step: of all fences of one
/// group that an object is in, it is in the best only.
///
/// @param tracker that tells
/// @param edited the id of the fence that was edited; empty if none was
/// @param edit when a fence was edited or removed; null if none was
/// @param confirmed the time of the step
record PlainRanking(
    PlainTracker tracker, String edited, @Nullable Instant edit, Instant confirmed) {
  void rank(Collection<PlainRow> rows) {
    var groups = new TreeSet<String>();
    for (PlainRow row : rows) {
      String group = row.group();
      if (group != null) {
        groups.add(group);
      }
    }
    for (String group : groups) {
      group(rows.stream().filter(row -> group.equals(row.group())).toList());
    }
  }

  private void group(List<PlainRow> rows) {
    PlainRow best = PlainRow.best(rows.stream().filter(PlainRow::isWithin).toList());
    if (best == null) {
      return;
    }
    List<PlainRow> losers =
        rows.stream().filter(row -> row != best && row.state.equals("in")).toList();
    Instant begin = begin(best, losers, rows);
    for (PlainRow row : losers) {
      Instant since = row.since;
      tracker.leave(row, cause(row), begin, confirmed);
      row.state = "under";
      row.since = since;
    }
    if (!best.state.equals("in")) {
      Instant since = best.since;
      tracker.visit(best, begin, confirmed);
      best.since = since;
      if (!"".equals(best.why)) {
        tracker.tell(Kind.ENTER, best, best.why == null ? cause(best) : best.why, begin, confirmed);
      }
    }
  }

  /// The latest of: when it was in the best, when the visits before it began or ended; and, if
  /// others than the edited fence are concerned, when that was edited.
  private Instant begin(PlainRow best, List<PlainRow> losers, List<PlainRow> rows) {
    List<Instant> times = new ArrayList<>(List.of(best.entered));
    losers.forEach(row -> times.add(row.entered));
    for (PlainRow row : rows) {
      Instant over = row.over;
      if (over != null) {
        times.add(over);
      }
    }
    if (edit != null && (best.why == null || !losers.isEmpty())) {
      times.add(edit);
    }
    return times.stream().max(Instant::compareTo).orElseThrow();
  }

  private String cause(PlainRow row) {
    return row.fence.id().equals(edited) ? "FENCE_EDITED" : "OVERLAP";
  }
}
