package dev.meridian.fleet;

import dev.meridian.geo.GreatCircle;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/// What is heard of a fleet: a fix of each vehicle every few seconds, disturbed. The same seed and
/// the same steps give the same. For one thread.
public final class Traffic {
  private static final double METRES_OF_DEGREE = Math.toRadians(1) * GreatCircle.RADIUS;
  private static final double MILLIS = 1_000;

  private final Fleet fleet;
  private final Plan plan;
  private final Ledger ledger;
  private final RandomGenerator random;
  private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingDouble(Due::at));
  private final PriorityQueue<Sent> onTheWay =
      new PriorityQueue<>(Comparator.comparingDouble(Sent::arrival));

  /// How.
  ///
  /// @param interval between two fixes of a vehicle, in seconds
  /// @param noise of receivers and of the way
  /// @param midnight the instant from which the times of the fleet count
  public record Plan(double interval, Noise noise, Instant midnight) {
    /// The instant of a time.
    public Instant instant(double time) {
      return midnight.plusMillis(Math.round(time * MILLIS));
    }

    /// The time of an instant.
    public double time(Instant instant) {
      return (instant.toEpochMilli() - midnight.toEpochMilli()) / MILLIS;
    }
  }

  private double reached = Double.NEGATIVE_INFINITY;

  private record Due(double at, Vehicle vehicle) {}

  private record Sent(double arrival, Position position) {}

  /// @param ledger is told what is heard
  public Traffic(Fleet fleet, Plan plan, Ledger ledger, RandomGenerator random) {
    this.fleet = fleet;
    this.plan = plan;
    this.ledger = ledger;
    this.random = random;
    for (Vehicle vehicle : fleet.vehicles()) {
      double begin = Math.max(vehicle.begin(), fleet.from());
      due.add(new Due(rounded(begin + random.nextDouble() * plan.interval()), vehicle));
    }
  }

  /// What arrives from the last call until a time. Of what arrives within the time between two
  /// fixes the order is any; so fixes of a vehicle that are not late stay in order.
  ///
  /// @param time in seconds since midnight
  public List<Position> until(double time) {
    List<Position> arrived = new ArrayList<>();
    while (reached < time && !isOver()) {
      reached = Math.min(time, Math.max(reached, earliest()) + plan.interval() / 2);
      List<Position> some = slice();
      shuffle(some);
      arrived.addAll(some);
    }
    return arrived;
  }

  private double earliest() {
    Due vehicle = due.peek();
    Sent position = onTheWay.peek();
    return Math.min(
        vehicle == null ? Double.POSITIVE_INFINITY : vehicle.at(),
        position == null ? Double.POSITIVE_INFINITY : position.arrival());
  }

  private List<Position> slice() {
    for (Due next = due.peek(); next != null && next.at() <= reached; next = due.peek()) {
      due.remove();
      if (next.at() <= Math.min(next.vehicle().end(), fleet.to())) {
        send(next.vehicle(), next.at());
        due.add(new Due(rounded(next.at() + plan.interval()), next.vehicle()));
      }
    }
    List<Position> arrived = new ArrayList<>();
    for (Sent next = onTheWay.peek();
        next != null && next.arrival() <= reached;
        next = onTheWay.peek()) {
      onTheWay.remove();
      arrived.add(next.position());
    }
    return arrived;
  }

  private void shuffle(List<Position> all) {
    for (int i = all.size() - 1; i > 0; i--) {
      Collections.swap(all, i, random.nextInt(i + 1));
    }
  }

  /// No vehicle sends any more; what is on the way still arrives.
  public void stop() {
    due.clear();
  }

  /// Whether nothing is left.
  public boolean isOver() {
    return due.isEmpty() && onTheWay.isEmpty();
  }

  private void send(Vehicle vehicle, double time) {
    Noise noise = plan.noise();
    if (random.nextDouble() < noise.dropped()) {
      return;
    }
    boolean isLate = random.nextDouble() < noise.delayed();
    double delay = isLate ? random.nextDouble() * noise.late() : 0;
    Position position = fix(vehicle, time);
    ledger.heard(vehicle, time, time + delay);
    onTheWay.add(new Sent(time + delay, position));
    if (random.nextDouble() < noise.repeated()) {
      onTheWay.add(new Sent(time + delay + random.nextDouble() * noise.late(), position));
    }
  }

  private Position fix(Vehicle vehicle, double time) {
    LonLat at = vehicle.at(time);
    double accuracy = plan.noise().accuracy();
    double east = 0;
    double north = 0;
    if (accuracy > 0) {
      do {
        east = random.nextGaussian() * plan.noise().sigma();
        north = random.nextGaussian() * plan.noise().sigma();
      } while (Math.hypot(east, north) > accuracy);
    }
    double shrink = Math.cos(Math.toRadians(at.lat()));
    LonLat seen =
        new LonLat(
            at.lon() + east / METRES_OF_DEGREE / shrink, at.lat() + north / METRES_OF_DEGREE);
    return new Position(
        vehicle.id(), plan.instant(time), seen, accuracy, 0, Motion.UNKNOWN, Json.object());
  }

  /// To the millisecond, as fixes are.
  private static double rounded(double time) {
    return Math.round(time * MILLIS) / MILLIS;
  }
}
