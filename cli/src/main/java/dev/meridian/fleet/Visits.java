package dev.meridian.fleet;

import dev.meridian.geo.LonLat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// When vehicles are within circles round stations, from the circles and the lines alone: each
/// piece of a line is a segment in the plane round the station, and where it meets the circle
/// follows from a quadratic equation. Shares nothing with the engine. Good to some centimetres for
/// circles of up to some kilometres, away from the poles and the antimeridian. For one thread.
final class Visits {
  private final List<Station> stations;
  private final double radius;
  private final Map<Line, List<Reach>> reaches = new HashMap<>();

  /// The part of a line within the circle of a station.
  ///
  /// @param from in metres along the line
  /// @param to in metres along the line
  private record Reach(Station station, double from, double to) {}

  Visits(List<Station> stations, double radius) {
    this.stations = stations;
    this.radius = radius;
  }

  /// Those of one vehicle.
  List<Visit> of(Vehicle vehicle) {
    Trip trip = vehicle.trip();
    List<Visit> visits = new ArrayList<>();
    for (Reach reach : reaches.computeIfAbsent(trip.line(), this::reaches)) {
      double enter = trip.arrival(reach.from()) + vehicle.delay();
      double leave = trip.departure(reach.to()) + vehicle.delay();
      if (enter < leave) {
        visits.add(new Visit(vehicle.id(), reach.station().id(), enter, leave));
      }
    }
    return visits;
  }

  private List<Reach> reaches(Line line) {
    List<Reach> all = new ArrayList<>();
    for (Station station : stations) {
      double from = Double.NaN;
      double to = Double.NaN;
      for (int piece = 0; piece < line.pieces(); piece++) {
        double[] shares = within(line, piece, station.at());
        double start = line.metres(piece);
        double length = line.metres(piece + 1) - start;
        if (shares.length == 0) {
          continue;
        }
        boolean goesOn = shares[0] == 0 && to == start;
        if (!goesOn && !Double.isNaN(from)) {
          all.add(new Reach(station, from, to));
        }
        from = goesOn ? from : start + shares[0] * length;
        to = shares[1] == 1 ? line.metres(piece + 1) : start + shares[1] * length;
      }
      if (!Double.isNaN(from)) {
        all.add(new Reach(station, from, to));
      }
    }
    return all;
  }

  /// From which to which share of a piece it is within the circle; empty if nowhere.
  private double[] within(Line line, int piece, LonLat centre) {
    double[] p = line.plane(piece, centre);
    double[] q = line.plane(piece + 1, centre);
    double dx = q[0] - p[0];
    double dy = q[1] - p[1];
    double a = dx * dx + dy * dy;
    double b = p[0] * dx + p[1] * dy;
    double c = p[0] * p[0] + p[1] * p[1] - radius * radius;
    if (a == 0) {
      return c <= 0 ? new double[] {0, 1} : new double[0];
    }
    double root = b * b - a * c;
    if (root < 0) {
      return new double[0];
    }
    double from = Math.max(0, (-b - Math.sqrt(root)) / a);
    double to = Math.min(1, (-b + Math.sqrt(root)) / a);
    return from <= to ? new double[] {from, to} : new double[0];
  }
}
