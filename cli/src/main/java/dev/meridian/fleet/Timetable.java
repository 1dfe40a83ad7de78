package dev.meridian.fleet;

import java.util.List;

/// Who goes where, when, and along which line, on one kind of day.
///
/// @param stations at which any trip stops, by id
/// @param trips in the order of their beginnings
public record Timetable(List<Station> stations, List<Trip> trips) {
  private static final int HOURS = 24;

  /// Copies the lists.
  public Timetable {
    stations = List.copyOf(stations);
    trips = List.copyOf(trips);
  }

  /// The full hour at which the most trips are under way, in seconds since midnight.
  public double busiestHour() {
    int busiest = 0;
    long most = -1;
    for (int hour = 0; hour < HOURS; hour++) {
      double time = hour * 3_600.0;
      long count = trips.stream().filter(t -> t.begin() <= time && t.end() >= time).count();
      if (count > most) {
        most = count;
        busiest = hour;
      }
    }
    return busiest * 3_600.0;
  }
}
