package dev.meridian.fleet;

import dev.meridian.track.Crossed;
import dev.meridian.track.Crossed.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Compares the arrivals that are told with those that took place.
///
/// With fixes that are off by at most `a` metres, and say so, circles of radius `r`, and `b` metres
/// to go beyond the edge before an object has left:
///
/// An arrival is due if nobody who hears what is heard could doubt it: the vehicle was heard of in
/// time farther than `r + b + 2a` from the station since it was last there, and then, all the while
/// within `r - 2a`, at least twice, as far apart as an arrival has to last. So a fix that is off by
/// `a` to the wrong side, and doubted by `a` more, still decides. It may be told when it happens,
/// or as late if what was heard of it came late. The exit after it is due if the vehicle was heard
/// of in time farther than `r + b + 2a` from the station, before it came back.
///
/// An arrival is invented if the vehicle was not within `r` metres at the time it is told for; a
/// metre is allowed for the difference between the sphere and the plane. An exit is invented if it
/// was. Thread-safe.
public final class Ledger {
  private static final double SPHERE = 1;
  private static final int MOST_SHOWN = 10;

  private final Rules rules;
  private final Traffic.Plan plan;
  private final Visits within;
  private final Visits deep;
  private final Visits far;
  private final Map<String, Heard> heard = new HashMap<>();
  private final Set<Visit> told = new HashSet<>();
  private final Set<Visit> toldInTime = new HashSet<>();
  private final Set<Visit> left = new HashSet<>();
  private final List<String> invented = new ArrayList<>();
  private final List<String> repeated = new ArrayList<>();
  private long alsoLate;
  private long enters;
  private long exits;

  /// What the fences round the stations are like.
  ///
  /// @param radius in metres
  /// @param exitBuffer metres beyond the edge that an object has to be to have left
  /// @param minInside how many seconds it must be inside to have entered
  public record Rules(double radius, double exitBuffer, double minInside) {
    /// 150 m, 30 m, 10 s: a platform is 150 to 180 m long, and trains stand for 20 s.
    public static final Rules STATION = new Rules(150, 30, 10);
  }

  /// What came of it.
  ///
  /// @param due arrivals that had to be told
  /// @param reported of these
  /// @param late of these, told as late only
  /// @param exitsDue exits after these that had to be told
  /// @param exitsReported of these
  /// @param missing some of the others, in words
  /// @param invented some that did not take place, in words
  /// @param repeated some that were told twice when they happened, in words
  /// @param alsoLate how often one that was told was told as late, too
  /// @param enters all that was told
  /// @param exits all that was told
  public record Outcome(
      int due,
      int reported,
      int late,
      int exitsDue,
      int exitsReported,
      List<String> missing,
      List<String> invented,
      List<String> repeated,
      long alsoLate,
      long enters,
      long exits) {
    /// Whether all that was due was told, nothing that did not take place, and nothing twice.
    public boolean isTrue() {
      return isAll() && invented.isEmpty() && repeated.isEmpty();
    }

    /// Whether all that was due was told.
    public boolean isAll() {
      return reported == due && exitsReported == exitsDue;
    }
  }

  /// What was heard of a vehicle, and where it really was. Times are in order.
  private static final class Heard {
    final List<Visit> within;
    final List<Visit> near;
    final Vehicle vehicle;
    double[] times = new double[64];
    boolean[] inTime = new boolean[64];
    int count;

    Heard(Vehicle vehicle, List<Visit> within, List<Visit> near) {
      this.vehicle = vehicle;
      this.within = within;
      this.near = near;
    }

    void add(double time, boolean arrivesAtOnce) {
      if (count == times.length) {
        times = Arrays.copyOf(times, 2 * count);
        inTime = Arrays.copyOf(inTime, 2 * count);
      }
      times[count] = time;
      inTime[count++] = arrivesAtOnce;
    }

    /// Whether it was heard of in time at some time from one to another.
    boolean inTime(double from, double to) {
      for (int i = 0; i < count; i++) {
        if (inTime[i] && times[i] >= from && times[i] < to) {
          return true;
        }
      }
      return false;
    }

    /// The last time before or at a time that it was not far from a station.
    Optional<Visit> lastNear(String station, double time) {
      return near.stream()
          .filter(each -> each.station().equals(station) && each.enter() <= time)
          .max(Comparator.comparingDouble(Visit::enter));
    }

    /// Whether it was heard of in time after it went away, before it came back.
    boolean leaves(Visit stay) {
      double back =
          near.stream()
              .filter(each -> each.station().equals(stay.station()))
              .mapToDouble(Visit::enter)
              .filter(enter -> enter > stay.enter())
              .min()
              .orElse(Double.POSITIVE_INFINITY);
      return inTime(stay.leave(), back);
    }

    /// How far apart the first and the last time are that it was heard of in a stay; NaN if none.
    double span(Visit stay) {
      double first = Double.NaN;
      double last = Double.NaN;
      for (int i = 0; i < count; i++) {
        if (stay.has(times[i])) {
          first = Double.isNaN(first) ? times[i] : first;
          last = times[i];
        }
      }
      return last - first;
    }
  }

  /// @param stations with a fence each, of the same id
  public Ledger(List<Station> stations, Rules rules, Traffic.Plan plan) {
    this.rules = rules;
    this.plan = plan;
    double doubt = 2 * plan.noise().accuracy();
    this.within = new Visits(stations, rules.radius() + SPHERE);
    this.deep = new Visits(stations, rules.radius() - doubt);
    this.far = new Visits(stations, rules.radius() + rules.exitBuffer() + doubt + SPHERE);
  }

  /// Something was heard of a vehicle.
  ///
  /// @param time of the fix
  /// @param arrival when it arrives
  synchronized void heard(Vehicle vehicle, double time, double arrival) {
    heard
        .computeIfAbsent(vehicle.id(), _ -> new Heard(vehicle, within.of(vehicle), far.of(vehicle)))
        .add(time, arrival == time);
  }

  /// A crossing was told.
  public synchronized void told(Crossed crossing) {
    Heard of = heard.get(crossing.object());
    String station = crossing.fence();
    if (of == null || station == null) {
      if (crossing.kind() != Kind.LOST) {
        invented.add(crossing.id() + " of nobody");
      }
      return;
    }
    double time = plan.time(crossing.confirmed());
    Visit visit =
        of.within.stream()
            .filter(each -> each.station().equals(station) && each.has(time))
            .findFirst()
            .orElse(null);
    if (crossing.kind() == Kind.ENTER) {
      enters++;
      if (visit == null) {
        invented.add(crossing.id() + " at " + crossing.confirmed());
      } else {
        boolean isFirst = told.add(visit);
        boolean isFirstInTime = !crossing.late() && toldInTime.add(visit);
        if (!isFirst && !crossing.late() && !isFirstInTime) {
          repeated.add(crossing.id() + " at " + crossing.confirmed());
        } else if (!isFirst) {
          alsoLate++;
        }
      }
    } else if (crossing.kind() == Kind.EXIT) {
      exits++;
      of.lastNear(station, time).ifPresent(left::add);
      if (visit != null && !crossing.late()) {
        invented.add(crossing.id() + " at " + crossing.confirmed());
      }
    }
  }

  /// Compares.
  public synchronized Outcome outcome() {
    Comparison all = new Comparison();
    for (Heard of : heard.values()) {
      due(of).forEach(arrival -> all.compare(of, arrival));
    }
    return new Outcome(
        all.due,
        all.reported,
        all.late,
        all.exitsDue,
        all.exitsReported,
        first(all.missing),
        first(invented),
        first(repeated),
        alsoLate,
        enters,
        exits);
  }

  /// What was due, and what of it was told.
  private final class Comparison {
    private int due;
    private int reported;
    private int late;
    private int exitsDue;
    private int exitsReported;
    private final List<String> missing = new ArrayList<>();

    private void compare(Heard of, Visit arrival) {
      due++;
      if (told.contains(arrival)) {
        reported++;
        late += toldInTime.contains(arrival) ? 0 : 1;
      } else {
        String when = plan.instant(arrival.enter()) + ".." + plan.instant(arrival.leave());
        missing.add(arrival.vehicle() + " at " + arrival.station() + ", " + when);
      }
      Visit stay = of.lastNear(arrival.station(), arrival.enter()).orElse(arrival);
      if (of.leaves(stay)) {
        exitsDue++;
        if (left.contains(stay)) {
          exitsReported++;
        } else {
          missing.add(arrival.vehicle() + " from " + arrival.station());
        }
      }
    }
  }

  private static List<String> first(List<String> all) {
    return List.copyOf(all.subList(0, Math.min(MOST_SHOWN, all.size())));
  }

  /// The stays within the radius that are arrivals that are due: at most one for each time that the
  /// vehicle is near enough not to have left.
  private List<Visit> due(Heard of) {
    List<Visit> due = new ArrayList<>();
    Map<String, Double> gone = new HashMap<>();
    List<Visit> deepOnes = deep.of(of.vehicle);
    for (Visit near : of.near) {
      double before = gone.getOrDefault(near.station(), Double.NEGATIVE_INFINITY);
      gone.put(near.station(), near.leave());
      if (of.inTime(before, near.enter())) {
        deepOnes.stream()
            .filter(stay -> stay.station().equals(near.station()) && near.has(stay.enter()))
            .filter(stay -> of.span(stay) >= rules.minInside())
            .findFirst()
            .flatMap(stay -> arrival(of, stay))
            .ifPresent(due::add);
      }
    }
    return due;
  }

  private static Optional<Visit> arrival(Heard of, Visit deep) {
    return of.within.stream()
        .filter(each -> each.station().equals(deep.station()) && each.has(deep.enter()))
        .findFirst();
  }
}
