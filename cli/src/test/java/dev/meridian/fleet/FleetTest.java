package dev.meridian.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.GreatCircle;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.track.Crossed;
import dev.meridian.track.Crossed.Kind;
import dev.meridian.track.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The fleet and its truth, by themselves: without the engine.
final class FleetTest {
  private static final Path SUBWAY = Path.of("src/main/resources/demo/fleet/subway.zip");
  private static final double NINE = 9 * 3_600;

  private static Path feed(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("routes.txt"), "\ufeffroute_id,route_short_name\nr1,X 1\nr2,X 1\n");
    Files.writeString(
        folder.resolve("trips.txt"),
        "route_id,service_id,trip_id\nr1,week,t1\nr2,week,t2\nr1,sunday,t3\n");
    Files.writeString(
        folder.resolve("stops.txt"),
        """
        stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
        P,"Park, North",50.0,8.01,1,
        a,A,50.0,8.0,,
        b,B,50.0,8.0101,,P
        c,C,50.0,8.02,,
        """);
    Files.writeString(
        folder.resolve("stop_times.txt"),
        """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence
        t1,8:00:00,8:00:00,a,1
        t1,8:04:00,8:04:00,c,9
        t1,,,b,5
        t2,25:00:00,25:00:00,c,1
        t2,25:02:00,25:03:00,b,2
        t3,8:00:00,8:00:00,a,1
        """);
    return folder;
  }

  @Test
  void feedIsReadWithItsGaps(@TempDir Path folder) throws IOException {
    Timetable timetable = GtfsReader.read(feed(folder));
    assertThat(timetable.stations()).extracting(Station::id).containsExactly("P", "a", "c");
    assertThat(timetable.stations().getFirst().name()).isEqualTo("Park, North");
    assertThat(timetable.trips()).extracting(Trip::id).containsExactly("X_1-1", "X_1-2");
    Trip trip = timetable.trips().getFirst();
    assertThat(trip.begin()).isEqualTo(8 * 3_600 - Trip.TURN);
    assertThat(trip.at(8 * 3_600 + 110).lon()).isEqualTo(8.0101, within(1e-9)); // stands for 20 s
    assertThat(trip.at(8 * 3_600 + 50).lon()).isEqualTo(8.00505, within(1e-6)); // half way
    assertThat(trip.end()).isEqualTo(8 * 3_600 + 220 + Trip.TURN);
    Files.delete(folder.resolve("stops.txt"));
    assertThatThrownBy(() -> GtfsReader.read(folder))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("a GTFS feed with stops.txt");
  }

  @Test
  void subwayHasAllTripsOfAWeekday() {
    Timetable timetable = GtfsReader.read(SUBWAY);
    assertThat(timetable.trips()).hasSize(8_497);
    assertThat(timetable.stations()).hasSize(496);
    assertThat(timetable.trips()).extracting(Trip::id).doesNotHaveDuplicates();
    for (int vehicles : new int[] {50, 1_000, 5_000}) {
      Fleet fleet = Fleet.of(timetable, NINE, NINE + 600, vehicles);
      assertThat(fleet.vehicles()).extracting(Vehicle::id).doesNotHaveDuplicates();
      long atOnce =
          fleet.vehicles().stream().filter(v -> v.begin() <= NINE && v.end() >= NINE).count();
      assertThat((double) atOnce).isBetween(0.9 * vehicles, 1.1 * vehicles);
    }
  }

  /// The formulas beside what a stopwatch and the haversine say, every half second.
  @Test
  void visitsAreThoseThatSmallStepsFind() {
    Timetable timetable = GtfsReader.read(SUBWAY);
    Visits visits = new Visits(timetable.stations(), 150);
    SplittableRandom random = new SplittableRandom(3);
    int compared = 0;
    for (int i = 0; i < 5; i++) {
      Trip trip = timetable.trips().get(random.nextInt(timetable.trips().size()));
      List<Visit> found = visits.of(new Vehicle("v", trip, 0));
      assertThat(found).hasSizeGreaterThan(1);
      for (Station station : timetable.stations()) {
        List<Visit> here = found.stream().filter(v -> v.station().equals(station.id())).toList();
        List<double[]> steps = steps(trip, station.at());
        assertThat(here).as("%s at %s", trip.id(), station).hasSameSizeAs(steps);
        for (int n = 0; n < steps.size(); n++) {
          assertThat(here.get(n).enter()).isEqualTo(steps.get(n)[0], within(0.6));
          assertThat(here.get(n).leave()).isEqualTo(steps.get(n)[1], within(0.6));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(50);
  }

  private static List<double[]> steps(Trip trip, LonLat station) {
    List<double[]> found = new ArrayList<>();
    boolean inside = false;
    for (double time = trip.begin(); time <= trip.end(); time += 0.5) {
      boolean now = GreatCircle.distance(trip.at(time), station) <= 150;
      if (now && !inside) {
        found.add(new double[] {time, time});
      } else if (now) {
        found.getLast()[1] = time;
      }
      inside = now;
    }
    return found;
  }

  @Test
  void ledgerFindsWhatIsMissingInventedAndToldTwice() {
    Timetable timetable = GtfsReader.read(SUBWAY);
    var plan = new Traffic.Plan(5, Noise.CITY, Instant.parse("2026-01-05T05:00:00Z"));
    Ledger ledger = new Ledger(timetable.stations(), Ledger.Rules.STATION, plan);
    Fleet fleet = Fleet.of(timetable, NINE, NINE + 600, 20);
    Traffic traffic = new Traffic(fleet, plan, ledger, new SplittableRandom(1));
    List<Position> heard = traffic.until(NINE + 800);
    assertThat(traffic.isOver()).isTrue();
    assertThat(heard).hasSizeGreaterThan(2_000);
    Ledger.Outcome silent = ledger.outcome();
    assertThat(silent.due()).isGreaterThan(50);
    assertThat(silent.reported()).isZero();
    assertThat(silent.missing()).isNotEmpty();
    assertThat(silent.isTrue()).isFalse();

    Visits visits = new Visits(timetable.stations(), 150);
    for (Vehicle vehicle : fleet.vehicles()) {
      for (Visit visit : visits.of(vehicle)) {
        ledger.told(crossing(plan, visit, Kind.ENTER, (visit.enter() + visit.leave()) / 2));
      }
    }
    assertThat(ledger.outcome().reported()).isEqualTo(ledger.outcome().due());
    assertThat(ledger.outcome().exitsDue()).isGreaterThan(50);
    assertThat(ledger.outcome().exitsReported()).isZero();
    assertThat(ledger.outcome().isTrue()).as("without a departure").isFalse();
    Visits round = new Visits(timetable.stations(), 200);
    for (Vehicle vehicle : fleet.vehicles()) {
      for (Visit visit : round.of(vehicle)) {
        ledger.told(crossing(plan, visit, Kind.EXIT, visit.leave() + 1));
      }
    }
    assertThat(ledger.outcome()).matches(Ledger.Outcome::isTrue, "true");
    Visit any = visits.of(fleet.vehicles().getFirst()).getLast();
    ledger.told(crossing(plan, any, Kind.ENTER, any.enter() - 5));
    assertThat(ledger.outcome().invented()).hasSize(1);
    ledger.told(crossing(plan, any, Kind.ENTER, any.leave()));
    assertThat(ledger.outcome().repeated()).hasSize(1);
    assertThat(ledger.outcome().isTrue()).isFalse();
  }

  private static Crossed crossing(Traffic.Plan plan, Visit visit, Kind kind, double time) {
    return new Crossed(
        "id",
        "fra",
        visit.vehicle(),
        kind,
        visit.station(),
        List.of(),
        "moved",
        new LonLat(0, 0),
        plan.instant(time),
        plan.instant(time),
        false,
        Json.object());
  }
}
