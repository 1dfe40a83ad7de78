package dev.meridian.fleet;

import dev.meridian.InvalidValueException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The vehicles under way in some part of the day. Where the timetable has fewer than are wanted,
/// it is run several times over, each time a little later; where it has more, some are left out.
/// The same timetable, times and count make the same fleet.
///
/// @param from the beginning, in seconds since midnight
/// @param to the end
/// @param vehicles under way at any time between, in the order of their beginnings
public record Fleet(double from, double to, List<Vehicle> vehicles) {
  private static final double HEADWAY = 97;
  private static final double GOLDEN = 0.6180339887498949;
  private static final int MOST = 100_000;

  /// Copies the list.
  public Fleet {
    vehicles = List.copyOf(vehicles);
  }

  /// A fleet of about so many vehicles at a time.
  public static Fleet of(Timetable timetable, double from, double to, int count) {
    if (count < 1 || count > MOST) {
      throw new InvalidValueException("vehicles", count, "1.." + MOST);
    }
    long atOnce = timetable.trips().stream().filter(t -> underWay(t, from, from)).count();
    if (atOnce == 0) {
      throw new InvalidValueException("timetable", "no trip", "some at that time of day");
    }
    int copies = (int) ((count + atOnce - 1) / atOnce);
    double share = (double) count / (copies * atOnce);
    List<Vehicle> vehicles = new ArrayList<>();
    for (int copy = 0; copy < copies; copy++) {
      double delay = copy * HEADWAY;
      String mark = copy == 0 ? "" : "." + copy;
      for (Trip trip : timetable.trips()) {
        if (underWay(trip, from - delay, to - delay)) {
          vehicles.add(new Vehicle(trip.id() + mark, trip, delay));
        }
      }
    }
    return new Fleet(from, to, thinned(vehicles, share));
  }

  private static boolean underWay(Trip trip, double from, double to) {
    return trip.begin() <= to && trip.end() >= from;
  }

  /// Every so many of them, evenly.
  private static List<Vehicle> thinned(List<Vehicle> all, double share) {
    List<Vehicle> kept = new ArrayList<>();
    all.sort(Comparator.comparingDouble(Vehicle::begin).thenComparing(Vehicle::id));
    for (int i = 0; i < all.size(); i++) {
      if ((i + 1) * GOLDEN % 1 < share) {
        kept.add(all.get(i));
      }
    }
    return kept;
  }
}
