package dev.meridian.fleet;

import java.util.List;

/// Who goes where, when, and along which line, on one kind of day.
///
/// @param stations at which any trip stops, by id
/// @param trips in the order of their beginnings
public record Timetable(List<Station> stations, List<Trip> trips) {
  /// Copies the lists.
  public Timetable {
    stations = List.copyOf(stations);
    trips = List.copyOf(trips);
  }
}
