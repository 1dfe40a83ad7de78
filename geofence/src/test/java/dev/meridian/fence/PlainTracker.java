package dev.meridian.fence;

import dev.meridian.fence.Crossing.Kind;
import dev.meridian.fence.Tracker.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The state machine as it is written down, without an index: every fence is asked about every fix,
/// and every state is written out. Slow, and what [Tracker] is compared with.
final class PlainTracker {
  private final String object;
  private final ObjectRules rules;
  private final TreeMap<String, PlainRow> rows = new TreeMap<>();
  private final PlainPast past = new PlainPast();
  private List<String> told = new ArrayList<>();
  private @Nullable Fix last;
  private @Nullable Fix suspect;
  private @Nullable Course course;
  private boolean swapped;
  private boolean lost;
  private long visits;

  PlainTracker(String object, ObjectRules rules) {
    this.object = object;
    this.rules = rules;
  }

  private record Timed(Instant at, String line) {}

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

  /// A fence has changed, and fixes are judged by it before anybody looks at the last one again.
  /// Only where the object is outside of it, and nothing is remembered of that.
  void unnoticed(Fence after) {
    PlainRow row = rows.computeIfAbsent(after.id(), _ -> new PlainRow(after));
    row.fence = after;
    row.state = "out";
    row.unnoticed = true;
  }

  void fence(@Nullable Fence before, @Nullable Fence after, Instant edited) {
    told = new ArrayList<>();
    Instant at = last != null && edited.isBefore(last.time()) ? last.time() : edited;
    Fence either = after == null ? before : after;
    PlainRow known = either == null ? null : rows.get(either.id());
    if (known != null && last != null) {
      known.unnoticed = false;
      time(List.of(known), last.time(), false);
    }
    List<String> due = told;
    told = new ArrayList<>();
    rows.values().forEach(PlainRow::begin);
    edit(before, after, at);
    new PlainRanking(this, after == null ? "" : after.id(), at, at).rank(rows.values());
    told.sort(Comparator.naturalOrder());
    told.sort(Comparator.comparing(line -> !line.startsWith("EXIT")));
    told.addAll(0, due);
  }

  private void edit(@Nullable Fence before, @Nullable Fence after, Instant at) {
    if (after == null && before != null) {
      PlainRow row = rows.remove(before.id());
      if (row != null && row.state.equals("in")) {
        leave(row, "FENCE_REMOVED", at, at);
      }
    } else if (after != null) {
      PlainRow row = rows.computeIfAbsent(after.id(), _ -> new PlainRow(after));
      boolean isNew = before == null || !PlainFence.concerns(before, object);
      boolean asBefore = PlainFence.tellsWhen(row.fence, after);
      row.fence = after;
      row.since = null;
      row.windowsSeen = asBefore ? row.windowsSeen : at;
      if (!row.state.equals("in")) {
        row.forgetTold();
      }
      if (isNew || !PlainFence.concerns(after, object)) {
        if (row.isWithin()) {
          leave(row, "FENCE_EDITED", at, at);
        }
        row.state = "?";
      }
      Fix fix = last;
      if (fix != null && PlainFence.concerns(after, object)) {
        if (lost && !row.isWithin()) {
          row.state = row.state.equals("?") && !isNew ? "?" : "out";
        } else {
          edited(row, fix, at);
        }
      }
    }
  }

  private void edited(PlainRow row, Fix fix, Instant at) {
    if (PlainFence.isIn(row.fence, fix)) {
      if (row.state.equals("?")) {
        find(row, fix.time(), at);
      } else if (row.state.equals("out")) {
        enter(row, "FENCE_EDITED", fix.time(), at);
      }
    } else if (PlainFence.isOut(row.fence, fix, 0)) {
      if (row.isWithin()) {
        leave(row, "FENCE_EDITED", at, at);
      }
      row.state = "out";
    }
    if (row.state.equals("under") && row.group() == null) {
      enter(row, "FENCE_EDITED", at, at);
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
    if (!odd
        && (last == null
            || PlainFence.isNear(last, fix, rules)
            || PlainFence.isReachable(last, fix, rules))) {
      suspect = null;
      accept(fix);
      return Verdict.ACCEPTED;
    }
    if (suspect != null
        && suspect.time().isBefore(fix.time())
        && PlainFence.isReachable(suspect, fix, rules)) {
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
    course = Course.after(course, last, fix);
    List<PlainRow> concerned =
        rows.values().stream().filter(row -> PlainFence.concerns(row.fence, object)).toList();
    rows.values().forEach(PlainRow::begin);
    concerned.forEach(row -> look(row, fix));
    new PlainRanking(this, "", null, fix.time()).rank(rows.values());
    told.sort(Comparator.naturalOrder());
    concerned.forEach(row -> cross(row, fix));
    concerned.forEach(row -> approach(row, fix));
    concerned.forEach(row -> level(row, fix, "in", Kind.INSIDE));
    concerned.forEach(row -> level(row, fix, "out", Kind.OUTSIDE));
    if (lost) {
      concerned.forEach(row -> row.windowsSeen = fix.time());
    }
    before.addAll(told.stream().filter(line -> line.startsWith("EXIT")).toList());
    before.addAll(told.stream().filter(line -> !line.startsWith("EXIT")).toList());
    told = before;
    swapped = last != null && last.time().equals(fix.time());
    last = fix;
    lost = false;
  }

  private void time(Instant time) {
    time(rows.values(), time, true);
  }

  private void time(Collection<PlainRow> some, Instant time, boolean silences) {
    if (last != null) {
      List<Timed> all = new ArrayList<>();
      due(some, time, last, all);
      if (silences) {
        silence(time, last, all);
      }
      all.sort(Comparator.comparing(Timed::at));
      all.forEach(each -> told.add(each.line()));
    }
  }

  private void due(Collection<PlainRow> some, Instant time, Fix last, List<Timed> all) {
    Instant end = last.time().plus(rules.ttl());
    boolean silent = !lost && end.compareTo(time) <= 0;
    Instant dwells = silent && rules.exitWhenLost() ? end : time;
    for (PlainRow row : some) {
      Duration dwell = row.fence.rules().dwell();
      if (row.state.equals("in") && !row.dwelled && dwell != null) {
        Instant due = row.entered.plus(dwell);
        boolean leftBefore = row.since != null && row.crossed.compareTo(due) < 0;
        if (due.compareTo(dwells) <= 0 && !leftBefore) {
          row.dwelled = true;
          tell(Kind.DWELL, row, "TIME_PASSED", due, due);
          took(all, due);
        }
      }
    }
    if (!lost) {
      some.forEach(row -> windows(row, silent ? end : time, all));
    }
  }

  private void silence(Instant time, Fix last, List<Timed> all) {
    Instant end = last.time().plus(rules.ttl());
    if (!lost && end.compareTo(time) <= 0) {
      lost = true;
      all.add(new Timed(end, "LOST " + end));
      if (rules.exitWhenLost()) {
        for (PlainRow row : rows.values()) {
          if (row.state.equals("in")) {
            leave(row, "OBJECT_LOST", end, end);
            took(all, end);
          }
          row.state = "out";
          row.since = null;
          row.approached = false;
          row.level = null;
        }
      }
    }
  }

  /// Takes what was just told, if anything, to put it in order.
  private void took(List<Timed> all, Instant at) {
    told.forEach(line -> all.add(new Timed(at, line)));
    told.clear();
  }

  /// Minute by minute.
  private void windows(PlainRow row, Instant until, List<Timed> all) {
    if (!row.state.equals("in") || !row.windowsSeen.isBefore(until)) {
      return;
    }
    Instant minute = row.windowsSeen.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60);
    for (; !minute.isAfter(until); minute = minute.plusSeconds(60)) {
      boolean was = PlainFence.isOpen(row.fence, minute.minusSeconds(1));
      if (was != PlainFence.isOpen(row.fence, minute)) {
        String cause = was ? "WINDOW_CLOSED" : "WINDOW_OPENED";
        tell(was ? Kind.OUTSIDE : Kind.INSIDE, row, cause, minute, minute);
        took(all, minute);
      }
    }
    row.windowsSeen = until;
  }

  private void approach(PlainRow row, Fix fix) {
    if (course != null && row.approaches(fix, course)) {
      tell(Kind.APPROACH, row, "MOVED", fix.time(), fix.time());
    }
  }

  private void level(PlainRow row, Fix fix, String state, Kind kind) {
    if (row.state.equals(state) && row.isLevelDue(fix, kind)) {
      row.level = fix.time();
      tell(kind, row, "MOVED", fix.time(), fix.time());
    }
  }

  private void look(PlainRow row, Fix fix) {
    row.left = false;
    boolean cameToIt =
        row.unnoticed
            && last != null
            && !lost
            && PlainFence.isIn(row.fence, last)
            && !PlainFence.isOut(row.fence, fix, 0);
    row.unnoticed = false;
    if (cameToIt && last != null) {
      find(row, last.time(), fix.time());
      return;
    }
    boolean first = last == null || row.state.equals("?");
    if (first) {
      if (PlainFence.isIn(row.fence, fix)) {
        if (row.fence.rules().enterAtFirst()) {
          enter(row, "MOVED", fix.time(), fix.time());
        } else {
          find(row, fix.time(), fix.time());
        }
      } else if (PlainFence.isOut(row.fence, fix, 0)) {
        row.state = "out";
      }
    } else if (row.state.equals("out")) {
      if (PlainFence.isIn(row.fence, fix)) {
        if (pending(row, fix, row.fence.rules().minInside())) {
          enter(row, "MOVED", row.crossed, fix.time());
        }
      } else if (PlainFence.isOut(row.fence, fix, 0)) {
        row.since = null;
      }
    } else if (PlainFence.isOut(
        row.fence, fix, row.fence.rules().exitBuffer(row.fence.outline()))) {
      if (pending(row, fix, row.fence.rules().minOutside())) {
        leave(row, "MOVED", row.crossed, fix.time());
        row.left = true;
        row.approached = row.fence.rules().telling().approach() != null;
      }
    } else if (PlainFence.isIn(row.fence, fix)) {
      row.since = null;
    }
  }

  private boolean pending(PlainRow row, Fix fix, Duration least) {
    if (row.since == null) {
      row.since = fix.time();
      row.crossed = PlainFence.contact(row.fence, last, fix, false);
    }
    return Duration.between(row.since, fix.time()).compareTo(least) >= 0;
  }

  private void cross(PlainRow row, Fix fix) {
    Fix from = last;
    if (from == null || Duration.between(from.time(), fix.time()).compareTo(rules.maxGap()) > 0) {
      return;
    }
    if (row.passes(from, fix)) {
      tell(
          Kind.CROSS,
          row,
          "MOVED",
          PlainFence.contact(row.fence, from, fix, true),
          PlainFence.contact(row.fence, from, fix, false));
    }
  }

  private void late(Fix fix) {
    if (!past.reachesBackTo(fix.time())) {
      return;
    }
    for (PlainRow row : past.visited(rows.values(), object, fix)) {
      if (past.isNews(row.fence.id(), fix.time(), rules.maxGap())) {
        int from = told.size();
        tell(Kind.ENTER, row, "MOVED", fix.time(), fix.time());
        tell(Kind.EXIT, row, "MOVED", fix.time(), fix.time());
        for (int i = from; i < told.size(); i++) {
          told.set(i, "late " + told.get(i).replaceFirst(" [0-9]+ MOVED", " 0 MOVED"));
        }
      }
    }
  }

  /// Where it is has only become known.
  private void find(PlainRow row, Instant entered, Instant certain) {
    if (row.group() == null) {
      visit(row, entered, certain);
    } else {
      row.arrive(entered, "");
    }
  }

  void visit(PlainRow row, Instant entered, Instant certain) {
    row.state = "in";
    row.approached = false;
    row.level = null;
    row.windowsSeen = certain;
    row.visit = ++visits;
    row.entered = entered;
    row.dwelled = false;
    row.since = null;
  }

  private void enter(PlainRow row, String cause, Instant from, Instant confirmed) {
    if (row.group() != null) {
      row.arrive(from, cause);
      return;
    }
    visit(row, from, confirmed);
    tell(Kind.ENTER, row, cause, from, confirmed);
  }

  void leave(PlainRow row, String cause, Instant from, Instant confirmed) {
    boolean visits = row.state.equals("in");
    row.state = "out";
    row.since = null;
    row.level = null;
    if (visits) {
      past.left(row.fence.id(), row.entered, from);
      row.over = from;
      tell(Kind.EXIT, row, cause, from, confirmed);
    }
  }

  void tell(Kind kind, PlainRow row, String cause, Instant from, Instant confirmed) {
    Telling telling = row.fence.rules().telling();
    boolean asked = telling.kinds() == null || telling.kinds().contains(kind);
    if (!asked || !(cause.startsWith("WINDOW") || PlainFence.isOpen(row.fence, confirmed))) {
      return;
    }
    boolean isVisit =
        row.state.equals("in") || kind == Kind.ENTER || kind == Kind.EXIT || kind == Kind.DWELL;
    long visit = isVisit ? row.visit : 0;
    told.add(
        kind + " " + row.fence.id() + " " + visit + " " + cause + " " + from + " " + confirmed);
  }
}
