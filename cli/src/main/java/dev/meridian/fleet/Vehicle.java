package dev.meridian.fleet;

import dev.meridian.geo.LonLat;

/// A vehicle on a trip.
///
/// @param id unique in its fleet
/// @param trip what it runs by
/// @param delay by how many seconds it is later than the timetable
public record Vehicle(String id, Trip trip, double delay) {
  /// From when on it is there, in seconds since midnight.
  public double begin() {
    return trip.begin() + delay;
  }

  /// Until when it is there.
  public double end() {
    return trip.end() + delay;
  }

  /// Where it is.
  public LonLat at(double time) {
    return trip.at(time - delay);
  }
}
