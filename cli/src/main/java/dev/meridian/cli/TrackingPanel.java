package dev.meridian.cli;

import dev.meridian.cli.Screen.Style;
import dev.meridian.fleet.Ledger.Outcome;
import dev.meridian.fleet.Station;
import dev.meridian.fleet.Timetable;
import dev.meridian.fleet.Traffic;
import dev.meridian.track.Crossed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The screen of `meridian demo --tracking`: drawn again and again on a terminal, a line every few
/// seconds elsewhere. For one thread.
final class TrackingPanel {
  private static final double REDRAW = 0.25;
  private static final double PLAIN = 5;
  private static final double NANOS = 1e9;
  private static final int RECENT = 2_000;
  private static final int NAME = 34;
  private static final int ALL = Integer.MAX_VALUE;

  private final Shell shell;
  private final Screen screen;
  private final Traffic.Plan plan;
  private final boolean shown;
  private final Map<String, String> names;
  private final Rate positionRate = new Rate();
  private final Rate crossingRate = new Rate();
  private final long begun = System.nanoTime();
  private double drawn = Double.NEGATIVE_INFINITY;
  private int lines;

  /// How far it is.
  ///
  /// @param time of the timetable
  /// @param share of the whole, 0 to 1
  /// @param vehicles under way
  /// @param positions accepted
  record Now(double time, double share, long vehicles, long positions) {}

  /// How much a second, over some seconds. For one thread.
  private static final class Rate {
    private static final double SPAN = 3;
    private final List<double[]> marks = new ArrayList<>();

    double of(double time, double count) {
      marks.add(new double[] {time, count});
      while (marks.size() > 2 && marks.get(1)[0] <= time - SPAN) {
        marks.removeFirst();
      }
      double[] first = marks.getFirst();
      return time > first[0] ? (count - first[1]) / (time - first[0]) : 0;
    }
  }

  TrackingPanel(Shell shell, Timetable timetable, Traffic.Plan plan, boolean shown) {
    this.shell = shell;
    this.screen = shell.screen();
    this.plan = plan;
    this.shown = shown;
    this.names =
        timetable.stations().stream().collect(Collectors.toMap(Station::id, Station::name));
  }

  /// Says where everything is.
  void introduce(String url, int vehicles, double speedUp, int stations) {
    if (!shown) {
      return;
    }
    String how =
        words("  %,d vehicles by their timetable, %s times as fast", vehicles, number(speedUp));
    say("");
    say("  " + screen.paint(Style.BOLD, "Meridian demo: tracking") + how);
    say("");
    say("  Gateway   " + url);
    say("  Map       " + url + "/ui/");
    say(words("  Fences    %,d stations, as circles; an arrival lasts 10 s or more", stations));
    say(
        "  Positions every 5 s of the timetable, off by 6 m (sigma); 5 % lost, 5 % twice, 5 % late");
    say("");
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /// Shows how it goes, if it is time to.
  void show(Now now, CrossingWatch watch) {
    double time = (System.nanoTime() - begun) / NANOS;
    if (!shown || time < drawn + (screen.terminal() ? REDRAW : PLAIN)) {
      return;
    }
    drawn = time;
    double positions = positionRate.of(time, (double) now.positions());
    double crossings = crossingRate.of(time, (double) watch.count());
    String delay = delay(watch, RECENT);
    if (!screen.terminal()) {
      say(
          words(
              "  %s  %,d vehicles, %,.0f positions/s, %,.0f crossings/s, %s",
              clock(now.time()), now.vehicles(), positions, crossings, delay));
      return;
    }
    List<String> all = new ArrayList<>();
    all.add(
        "  "
            + screen.paint(Style.BOLD, clock(now.time()))
            + "  "
            + screen.bar((int) Math.round(100 * now.share())));
    all.add(row("vehicles", words("%,d under way", now.vehicles())));
    all.add(row("positions", words("%,8.0f /s %,12d in all", positions, now.positions())));
    all.add(row("crossings", words("%,8.0f /s %,12d in all", crossings, watch.count())));
    all.add(row("position to crossing", delay));
    all.add("");
    watch.last().forEach(crossing -> all.add("  " + inWords(crossing)));
    draw(all);
  }

  private static String delay(CrossingWatch watch, int last) {
    Latencies all = watch.latencies();
    return all.count() == 0
        ? "none yet"
        : words("p50 %.1f ms, p99 %.1f ms", all.millis(0.5, last), all.millis(0.99, last));
  }

  private String row(String name, String value) {
    return "  " + screen.paint(Style.DIM, Text.left(name, 22)) + value;
  }

  private String inWords(Crossed crossing) {
    boolean enters = crossing.kind() == Crossed.Kind.ENTER;
    String station = names.getOrDefault(String.valueOf(crossing.fence()), "?");
    String verb = enters ? "arrives at  " : "leaves      ";
    return screen.paint(Style.DIM, clock(plan.time(crossing.time())))
        + "  "
        + Text.left(Text.safe(crossing.object()), 10)
        + screen.paint(enters ? Style.GREEN : Style.CYAN, verb)
        + Text.cut(Text.safe(station), NAME)
        + (crossing.late() ? screen.paint(Style.YELLOW, "  (late)") : "");
  }

  private void draw(List<String> all) {
    StringBuilder frame = new StringBuilder();
    if (lines > 0) {
      frame.append("\033[").append(lines).append('A');
    }
    for (String line : all) {
      frame.append("\r\033[2K").append(line).append('\n');
    }
    lines = all.size();
    shell.out().print(frame);
    shell.out().flush();
  }

  /// Shows what came of it.
  void end(Outcome outcome, long positions, CrossingWatch watch) {
    say("");
    say(
        words(
            "  %,d positions, %,d crossings; from position to crossing %s",
            positions, watch.count(), delay(watch, ALL)));
    String verdict =
        words(
            "  %,d arrivals due, %,d reported, %,d invented; %,d departures due, %,d reported",
            outcome.due(),
            outcome.reported(),
            outcome.invented().size(),
            outcome.exitsDue(),
            outcome.exitsReported());
    say(screen.paint(outcome.isTrue() ? Style.GREEN : Style.RED, verdict));
    if (outcome.late() + outcome.alsoLate() > 0) {
      say(
          words(
              "  %,d of them only as late, as their positions came late; %,d more were told as late, too",
              outcome.late(), outcome.alsoLate()));
    }
    outcome.missing().forEach(each -> say("  missing   " + each));
    outcome.invented().forEach(each -> say("  invented  " + each));
    outcome.repeated().forEach(each -> say("  repeated  " + each));
    say("");
  }

  /// A time of day of the timetable.
  private static String clock(double time) {
    long seconds = (long) time;
    return words("%02d:%02d:%02d", seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is no library of this module
  private static String words(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private void say(String line) {
    shell.out().println(line);
    shell.out().flush();
  }
}
