package dev.meridian.fleet;

import dev.meridian.geo.LonLat;
import java.util.Arrays;

/// One vehicle's way through the timetable: it stands at each stop, and between two of them speeds
/// up to the middle and slows down again, as a cosine does, so that where it is at a time, and when
/// it is at a place, are two formulas. Times are seconds since midnight. Immutable.
public final class Trip {
  /// How long it stands at least, unless that took more than a third of the way there.
  public static final double LEAST_STAND = 20;

  /// How long it is there before it departs first, and after it arrived last.
  static final double TURN = 60;

  private static final double MOST_SHARE = 1 / 3.0;

  private final String id;
  private final Line line;
  private final double[] places;
  private final double[] arrivals;
  private final double[] departures;

  /// @param id of the vehicle
  /// @param places of the stops along the line, never less than the one before
  /// @param arrivals at the stops, never before the departure from the one before
  /// @param departures from them, never before the arrival
  Trip(String id, Line line, double[] places, double[] arrivals, double[] departures) {
    this.id = id;
    this.line = line;
    this.places = places.clone();
    this.arrivals = arrivals.clone();
    this.departures = departures.clone();
    int last = places.length - 1;
    for (int i = 1; i <= last; i++) {
      double run = arrivals[i] - departures[i - 1];
      double sooner = Math.max(0, LEAST_STAND - (departures[i] - arrivals[i]));
      this.arrivals[i] = arrivals[i] - Math.min(sooner, run * MOST_SHARE);
    }
    this.arrivals[0] = departures[0] - TURN;
    this.departures[last] = this.arrivals[last] + TURN;
  }

  /// The id of its vehicle.
  public String id() {
    return id;
  }

  Line line() {
    return line;
  }

  /// From when on it is there.
  public double begin() {
    return arrivals[0];
  }

  /// Until when it is there.
  public double end() {
    return departures[departures.length - 1];
  }

  /// Where it is.
  public LonLat at(double time) {
    return line.at(place(time));
  }

  /// How far along its line it is, in metres.
  double place(double time) {
    int leg = Arrays.binarySearch(departures, time);
    leg = leg >= 0 ? leg : -leg - 1; // the first stop that it departs from then or later
    if (leg >= places.length) {
      return places[places.length - 1];
    }
    if (leg == 0 || time >= arrivals[leg]) {
      return places[leg];
    }
    double share = (time - departures[leg - 1]) / (arrivals[leg] - departures[leg - 1]);
    double way = places[leg] - places[leg - 1];
    return places[leg - 1] + way * (1 - Math.cos(Math.PI * share)) / 2;
  }

  /// When it comes to a place along its line: at its begin or end if it never does.
  double arrival(double place) {
    return place <= places[0] ? begin() : when(place, true);
  }

  /// When it leaves a place along its line: at its begin or end if it never does.
  double departure(double place) {
    if (place < places[0]) {
      return begin();
    }
    return place >= places[places.length - 1] ? end() : when(place, false);
  }

  private double when(double place, boolean first) {
    for (int i = 1; i < places.length; i++) {
      boolean reaches = first ? places[i] >= place : places[i] > place;
      if (reaches) {
        double way = places[i] - places[i - 1];
        double share = Math.clamp((place - places[i - 1]) / way, 0, 1);
        double run = arrivals[i] - departures[i - 1];
        return departures[i - 1] + run * Math.acos(1 - 2 * share) / Math.PI;
      }
    }
    return first ? end() : begin();
  }
}
