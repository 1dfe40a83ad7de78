package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.fleet.Fleet;
import dev.meridian.fleet.GtfsReader;
import dev.meridian.fleet.Ledger;
import dev.meridian.fleet.Ledger.Outcome;
import dev.meridian.fleet.Ledger.Rules;
import dev.meridian.fleet.Noise;
import dev.meridian.fleet.Station;
import dev.meridian.fleet.Timetable;
import dev.meridian.fleet.Traffic;
import dev.meridian.ingest.PositionCounts.Fate;
import dev.meridian.ingest.PositionCounts.Way;
import dev.meridian.ingest.PositionIntake;
import dev.meridian.ingest.PositionPublisher;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.FenceStore;
import dev.meridian.track.Partition;
import dev.meridian.track.Position;
import dev.meridian.wire.Seal;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A fleet of the subway's trains on the embedded pair, by way of the intake, the queues, the
/// workers and their evaluator, with noise, losses, repetitions, and fixes that come late and in
/// any order.
final class FleetTruth {
  private static final Logger LOG = LoggerFactory.getLogger(FleetTruth.class);
  private static final Path TIMETABLE = Path.of("src/main/resources/demo/fleet/subway.zip");
  private static final double MORNING = 8 * 3_600;
  private static final double STEP = 5;
  private static final double INTERVAL = 5;
  private static final double MARGIN = 120;

  private final long seed = System.nanoTime();
  private final Nodes nodes;
  private final Ledger ledger;
  private final Traffic traffic;
  private final double end;
  private Map<String, String> places = Map.of();
  private long sent;
  private long told;

  private FleetTruth(int vehicles, double seconds, Noise noise) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    nodes = Nodes.embedded(Run.shell(Map.of(), "", nowhere, nowhere), new Settings());
    Timetable timetable = GtfsReader.read(TIMETABLE);
    end = MORNING + seconds;
    Instant midnight = Instant.now().minusSeconds((long) (end + MARGIN));
    var plan = new Traffic.Plan(INTERVAL, noise, midnight);
    ledger = new Ledger(timetable.stations(), Rules.STATION, plan);
    Fleet fleet = Fleet.of(timetable, MORNING, end, vehicles);
    traffic = new Traffic(fleet, plan, ledger, new SplittableRandom(seed));
    FenceStore fences = nodes.wiring().store().tracking().fences();
    for (Station station : timetable.stations()) {
      fences.put(station.id(), station.fence(Rules.STATION), null, OptionalInt.empty());
    }
    places =
        nodes.regions().map().regions().stream()
            .collect(Collectors.toMap(region -> region.id(), _ -> CrossingLog.BEGIN));
  }

  /// Runs about so many vehicles for so long, and compares.
  static Outcome holds(int vehicles, double seconds, Noise noise) {
    FleetTruth truth = new FleetTruth(vehicles, seconds, noise);
    try (Nodes nodes = truth.nodes) {
      nodes.startWorkers();
      long begun = System.nanoTime();
      Outcome outcome = truth.run();
      double took = (System.nanoTime() - begun) / 1e9;
      LOG.warn(
          "seed {}: {} positions in {} s, {} enters, {} exits; {} arrivals due, {} told, {} of them late; {} departures due, {} told; {} more told as late, too",
          truth.seed,
          truth.sent,
          took,
          outcome.enters(),
          outcome.exits(),
          outcome.due(),
          outcome.reported(),
          outcome.late(),
          outcome.exitsDue(),
          outcome.exitsReported(),
          outcome.alsoLate());
      assertThat(outcome.missing()).as("missing, seed %d", truth.seed).isEmpty();
      assertThat(outcome.invented()).as("invented, seed %d", truth.seed).isEmpty();
      assertThat(outcome.repeated()).as("repeated, seed %d", truth.seed).isEmpty();
      assertThat(outcome.exitsDue()).isGreaterThan(outcome.due() / 2);
      assertThat(outcome.isTrue()).isTrue();
      return outcome;
    }
  }

  private Outcome run() {
    var publisher =
        new PositionPublisher(
            nodes.regions()::map, nodes.wiring(), Seal.NONE, PositionIntake.Bounds.STANDARD);
    for (double time = MORNING; !traffic.isOver(); time += STEP) {
      List<Position> arrived = traffic.until(time);
      PositionIntake intake = publisher.intake(Way.HTTP, Instant.now());
      arrived.forEach(intake::take);
      assertThat(intake.finish().isUnavailable()).isFalse();
      sent += arrived.size();
      read();
    }
    Await.until("all positions are taken", this::isTaken);
    nodes.drain();
    read();
    long taken = publisher.counts().received(Way.HTTP, Fate.ACCEPTED);
    assertThat(counted("meridian_positions_evaluated")).isEqualTo(taken).isGreaterThan(0);
    assertThat(counted("meridian_crossings_created")).isEqualTo(told);
    return ledger.outcome();
  }

  /// The sum of a counter over all its labels.
  private long counted(String counter) {
    return nodes.metrics().scrape(counter::equals).stream()
        .flatMap(snapshot -> snapshot.getDataPoints().stream())
        .mapToLong(point -> (long) ((CounterDataPointSnapshot) point).getValue())
        .sum();
  }

  private boolean isTaken() {
    return places.keySet().stream()
        .allMatch(region ->
            IntStream.range(0, Partition.COUNT)
                .mapToObj(partition -> QueueName.positions(region, partition))
                .allMatch(queue -> nodes.wiring().of(region).depth(queue).ready() == 0));
  }

  private void read() {
    CrossingLog log = nodes.wiring().store().tracking().crossings();
    CrossingLog.Page page;
    do {
      page = log.read(places, CrossingLog.MAX_READ, Duration.ZERO);
      Map<String, String> after = new HashMap<>(places);
      after.putAll(page.last());
      page.entries().forEach(entry -> ledger.told(entry.crossing()));
      told += page.entries().size();
      places = after;
    } while (!page.isEmpty());
  }
}
