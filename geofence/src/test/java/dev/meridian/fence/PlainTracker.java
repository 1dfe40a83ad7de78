package dev.meridian.fence;

import dev.meridian.fence.Crossing.Kind;
import dev.meridian.fence.Tracker.Verdict;
import dev.meridian.geo.GreatCircle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The state machine as it is written down, without an index: every fence is asked about every fix,
/// and every state is written out. Slow, and what [Tracker] is compared with.
final class PlainTracker {
  private final ObjectRules rules;
  private final TreeMap<String, Row> rows = new TreeMap<>();
  private final List<Past> past = new ArrayList<>();
  private List<String> told = new ArrayList<>();
  private @Nullable Fix last;
  private @Nullable Fix suspect;
  private boolean swapped;
  private boolean lost;
  private long visits;

  PlainTracker(ObjectRules rules) {
    this.rules = rules;
  }

  private record Past(String fence, Instant from, Instant to) {}

  /// One fence and where the object is of it: `?`, `out` or `in`.
  private static final class Row {
    private Fence fence;
    private String state = "?";
    private long visit;
    private Instant entered = Instant.MIN;
    private boolean dwelled;
    private @Nullable Instant since;
    private Instant crossed = Instant.MIN;

    Row(Fence fence) {
      this.fence = fence;
    }
  }

  /// What was told by the last call, a line each.
  List<String> told() {
    return told;
  }

  /// The states, a line each.
  List<String> insides() {
    return rows.values().stream()
        .filter(row -> row.state.equals("in"))
        .map(row -> row.fence.id() + " " + row.visit)
        .toList();
  }

  void fence(@Nullable Fence before, @Nullable Fence after, Instant at) {
    told = new ArrayList<>();
    if (after == null && before != null) {
      Row row = rows.remove(before.id());
      if (row != null && row.state.equals("in")) {
        leave(row, "FENCE_REMOVED", at, at);
      }
    } else if (after != null) {
      Row row = rows.computeIfAbsent(after.id(), _ -> new Row(after));
      row.fence = after;
      row.since = null;
      Fix fix = last;
      if (fix == null) {
        return;
      }
      if (isIn(after, fix)) {
        if (row.state.equals("?")) {
          visit(row, fix.time());
        } else if (row.state.equals("out")) {
          enter(row, "FENCE_EDITED", at, at);
        }
      } else if (isOut(after, fix, 0)) {
        if (row.state.equals("in")) {
          leave(row, "FENCE_EDITED", at, at);
        }
        row.state = "out";
      }
    }
  }

  Verdict fix(Fix fix, Instant now) {
    told = new ArrayList<>();
    if (fix.time().compareTo(now.plus(rules.skew())) > 0) {
      return Verdict.FUTURE;
    }
    if (last != null && fix.time().isBefore(last.time())) {
      late(fix);
      return Verdict.LATE;
    }
    if (last != null && fix.time().equals(last.time())) {
      boolean better =
          fix.seq() > last.seq() || (fix.seq() == last.seq() && fix.accuracy() < last.accuracy());
      if (swapped || fix.at().equals(last.at()) || !better) {
        return Verdict.DUPLICATE;
      }
    }
    boolean odd = fix.at().lon() == 0 && fix.at().lat() == 0;
    if (!odd && (last == null || last.time().equals(fix.time()) || reachable(last, fix))) {
      suspect = null;
      accept(fix);
      return Verdict.ACCEPTED;
    }
    if (suspect != null && suspect.time().isBefore(fix.time()) && reachable(suspect, fix)) {
      Fix first = suspect;
      suspect = null;
      accept(first);
      accept(fix);
      return Verdict.ACCEPTED;
    }
    suspect = fix;
    return Verdict.SUSPECT;
  }

  void until(Instant time) {
    told = new ArrayList<>();
    time(time);
  }

  private void accept(Fix fix) {
    time(fix.time());
    List<String> before = told;
    told = new ArrayList<>();
    for (Row row : rows.values()) {
      look(row, fix);
    }
    for (Row row : rows.values()) {
      cross(row, fix);
    }
    before.addAll(told.stream().filter(line -> line.startsWith("EXIT")).toList());
    before.addAll(told.stream().filter(line -> !line.startsWith("EXIT")).toList());
    told = before;
    swapped = last != null && last.time().equals(fix.time());
    last = fix;
    lost = false;
  }

  private void time(Instant time) {
    if (last == null) {
      return;
    }
    Instant end = last.time().plus(rules.ttl());
    boolean silent = !lost && end.compareTo(time) <= 0;
    Instant dwells = silent && rules.exitWhenLost() ? end : time;
    for (Row row : rows.values()) {
      Duration dwell = row.fence.rules().dwell();
      if (row.state.equals("in") && !row.dwelled && dwell != null) {
        Instant due = row.entered.plus(dwell);
        if (due.compareTo(dwells) <= 0) {
          row.dwelled = true;
          tell(Kind.DWELL, row, "TIME_PASSED", due, due);
        }
      }
    }
    if (silent) {
      lost = true;
      told.add("LOST " + end);
      if (rules.exitWhenLost()) {
        for (Row row : rows.values()) {
          if (row.state.equals("in")) {
            leave(row, "OBJECT_LOST", end, end);
          }
          row.state = "out";
          row.since = null;
        }
      }
    }
  }

  private void look(Row row, Fix fix) {
    boolean first = last == null || row.state.equals("?");
    if (first) {
      if (isIn(row.fence, fix)) {
        if (row.fence.rules().enterAtFirst()) {
          enter(row, "MOVED", fix.time(), fix.time());
        } else {
          visit(row, fix.time());
        }
      } else if (isOut(row.fence, fix, 0)) {
        row.state = "out";
      }
    } else if (row.state.equals("out")) {
      if (isIn(row.fence, fix)) {
        if (pending(row, fix, row.fence.rules().minInside())) {
          enter(row, "MOVED", row.crossed, fix.time());
        }
      } else if (isOut(row.fence, fix, 0)) {
        row.since = null;
      }
    } else if (isOut(row.fence, fix, row.fence.rules().exitBuffer(row.fence.outline()))) {
      if (pending(row, fix, row.fence.rules().minOutside())) {
        leave(row, "MOVED", row.crossed, fix.time());
      }
    } else if (isIn(row.fence, fix)) {
      row.since = null;
    }
  }

  private boolean pending(Row row, Fix fix, Duration least) {
    if (row.since == null) {
      row.since = fix.time();
      row.crossed = contact(row, fix, false);
    }
    return Duration.between(row.since, fix.time()).compareTo(least) >= 0;
  }

  private void cross(Row row, Fix fix) {
    Fix from = last;
    if (from == null || Duration.between(from.time(), fix.time()).compareTo(rules.maxGap()) > 0) {
      return;
    }
    boolean both = row.state.equals("out") && isOut(row.fence, from, 0) && isOut(row.fence, fix, 0);
    boolean justLeft = told.stream().anyMatch(l -> l.startsWith("EXIT " + row.fence.id() + " "));
    if (both && !justLeft && Contact.of(row.fence.outline(), from.at(), fix.at()).isPresent()) {
      told.add(
          "CROSS "
              + row.fence.id()
              + " 0 MOVED "
              + contact(row, fix, true)
              + " "
              + contact(row, fix, false));
    }
  }

  private Instant contact(Row row, Fix fix, boolean first) {
    Fix from = last;
    if (from == null) {
      return fix.time();
    }
    double share =
        Contact.of(row.fence.outline(), from.at(), fix.at())
            .map(contact -> first ? contact.first() : contact.last())
            .orElse(1.0);
    long millis = Duration.between(from.time(), fix.time()).toMillis();
    return from.time().plusMillis(Math.round(millis * share));
  }

  private void late(Fix fix) {
    if (past.size() >= 16 && fix.time().isBefore(past.get(past.size() - 16).from())) {
      return;
    }
    List<Past> known = past.subList(Math.max(0, past.size() - 16), past.size());
    for (Row row : rows.values()) {
      String id = row.fence.id();
      boolean now = row.state.equals("in") && !fix.time().isBefore(row.entered);
      boolean then =
          known.stream()
              .anyMatch(p ->
                  p.fence().equals(id)
                      && !fix.time().isBefore(p.from())
                      && !fix.time().isAfter(p.to()));
      if (isIn(row.fence, fix) && !now && !then) {
        told.add("late ENTER " + id + " 0 MOVED " + fix.time() + " " + fix.time());
        told.add("late EXIT " + id + " 0 MOVED " + fix.time() + " " + fix.time());
      }
    }
  }

  private void visit(Row row, Instant entered) {
    row.state = "in";
    row.visit = ++visits;
    row.entered = entered;
    row.dwelled = false;
    row.since = null;
  }

  private void enter(Row row, String cause, Instant from, Instant confirmed) {
    visit(row, from);
    tell(Kind.ENTER, row, cause, from, confirmed);
  }

  private void leave(Row row, String cause, Instant from, Instant confirmed) {
    past.add(new Past(row.fence.id(), row.entered, from));
    row.state = "out";
    row.since = null;
    tell(Kind.EXIT, row, cause, from, confirmed);
  }

  private void tell(Kind kind, Row row, String cause, Instant from, Instant confirmed) {
    told.add(
        kind + " " + row.fence.id() + " " + row.visit + " " + cause + " " + from + " " + confirmed);
  }

  private boolean reachable(Fix from, Fix to) {
    double seconds = Duration.between(from.time(), to.time()).toMillis() / 1000.0;
    return GreatCircle.distance(from.at(), to.at()) <= seconds * rules.maxSpeed();
  }

  private static boolean isIn(Fence fence, Fix fix) {
    return fence.outline().covers(fix.at())
        && fence.outline().edgeDistance(fix.at()) >= fix.accuracy();
  }

  private static boolean isOut(Fence fence, Fix fix, double buffer) {
    return !fence.outline().covers(fix.at())
        && fence.outline().edgeDistance(fix.at()) > buffer + fix.accuracy();
  }
}
