package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.cli.TrackingPanel.Now;
import dev.meridian.fleet.Fleet;
import dev.meridian.fleet.GtfsReader;
import dev.meridian.fleet.Ledger;
import dev.meridian.fleet.Ledger.Outcome;
import dev.meridian.fleet.Noise;
import dev.meridian.fleet.Station;
import dev.meridian.fleet.Timetable;
import dev.meridian.fleet.Traffic;
import dev.meridian.gateway.Gateway;
import dev.meridian.gateway.GatewayConfig;
import dev.meridian.json.Json;
import dev.meridian.track.Position;
import dev.meridian.track.PositionJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What `meridian demo --tracking` does: has a fleet run past stations, in this process but over
/// HTTP, as vehicles and clients would, and compares what is told with what took place. For one
/// thread.
final class TrackingDemo {
  private static final String SUBWAY = "/demo/fleet/subway.zip";
  private static final double INTERVAL = 5;
  private static final double LONGEST = 72_000;
  private static final long SEED = 1;
  private static final int BATCH = 1_000;
  private static final int FENCES = 500;
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final double NANOS = 1e9;

  private final Shell shell;
  private final Settings settings;
  private final Options options;
  private final Timetable timetable;
  private final Fleet fleet;
  private final Ledger ledger;
  private final Traffic traffic;
  private final Traffic.Plan plan;
  private long positions;
  private int refused;

  /// What may be chosen.
  ///
  /// @param vehicles how many at a time, about
  /// @param speedUp how much faster than the timetable
  /// @param seconds for how long
  /// @param gtfs a folder or zip of GTFS; null for the subway that is built in
  /// @param port of the gateway, 0 for a free one
  record Options(int vehicles, double speedUp, int seconds, @Nullable Path gtfs, int port) {
    /// Checks the ranges.
    Options {
      if (!(speedUp > 0)) {
        throw new InvalidValueException("--speed-up", speedUp, "a number above 0");
      }
      if (seconds < 1 || seconds * speedUp > LONGEST) {
        String most = "1.." + (long) Math.max(1, LONGEST / speedUp) + " at that speed";
        throw new InvalidValueException("--seconds", seconds, most);
      }
    }
  }

  TrackingDemo(Shell shell, Settings settings, Options options) {
    this.shell = shell;
    this.settings = settings;
    this.options = options;
    Path own = options.gtfs();
    this.timetable = own == null ? subway() : GtfsReader.read(shell.folder().resolve(own));
    double from = timetable.busiestHour();
    double to = from + options.seconds() * options.speedUp();
    this.fleet = Fleet.of(timetable, from, to, options.vehicles());
    Instant midnight =
        Instant.ofEpochSecond(shell.clock().instant().getEpochSecond())
            .minusSeconds((long) Math.ceil(to));
    this.plan = new Traffic.Plan(INTERVAL, Noise.CITY, midnight);
    this.ledger = new Ledger(timetable.stations(), Ledger.Rules.STATION, plan);
    this.traffic = new Traffic(fleet, plan, ledger, new SplittableRandom(SEED));
  }

  private static Timetable subway() {
    try (InputStream in = TrackingDemo.class.getResourceAsStream(SUBWAY)) {
      Path copy = Files.createTempFile("meridian-subway", ".zip");
      try {
        Files.copy(Objects.requireNonNull(in, SUBWAY), copy, StandardCopyOption.REPLACE_EXISTING);
        return GtfsReader.read(copy);
      } finally {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs it.
  ///
  /// @return whether what was told is what took place
  boolean run() throws InterruptedException {
    shell.stop().listen();
    try (Nodes nodes = Nodes.embedded(shell, settings)) {
      GatewayConfig config = GatewayConfig.defaults().at("127.0.0.1", options.port());
      Gateway gateway = nodes.startGateway(config);
      String url = gateway.uri().toString();
      try (GatewayClient client = new GatewayClient(url);
          GatewayClient listener = new GatewayClient(url)) {
        putFences(client);
        nodes.startWorkers();
        try (CrossingWatch watch = CrossingWatch.start(listener, Station.GROUP, ledger)) {
          var panel = new TrackingPanel(shell, timetable, plan, !settings.json());
          panel.introduce(url, options.vehicles(), options.speedUp(), timetable.stations().size());
          Outcome outcome = drive(client, watch, panel);
          end(outcome, watch, panel);
          return outcome.isTrue();
        }
      }
    }
  }

  private void putFences(GatewayClient client) throws InterruptedException {
    List<Station> stations = timetable.stations();
    for (int from = 0; from < stations.size(); from += FENCES) {
      ObjectNode collection = Json.object().put("type", "FeatureCollection");
      ArrayNode features = collection.putArray("features");
      stations
          .subList(from, Math.min(stations.size(), from + FENCES))
          .forEach(station -> features.add(station.fence(Ledger.Rules.STATION)));
      JsonNode answer = client.post(FencesCommand.PATH, collection);
      if (!answer.path("refused").isEmpty()) {
        throw CommandException.failed("fences: " + answer.path("refused").path(0));
      }
    }
  }

  private Outcome drive(GatewayClient client, CrossingWatch watch, TrackingPanel panel)
      throws InterruptedException {
    long begun = System.nanoTime();
    boolean stopped = false;
    while (!traffic.isOver()) {
      double time = fleet.from() + (System.nanoTime() - begun) / NANOS * options.speedUp();
      boolean isLast =
          stopped || time >= fleet.to(); // then nothing is waited for that is on the way
      List<Position> arrived = traffic.until(isLast ? Double.MAX_VALUE : time);
      for (int from = 0; from < arrived.size(); from += BATCH) {
        send(client, watch, arrived.subList(from, Math.min(arrived.size(), from + BATCH)));
      }
      long underWay =
          fleet.vehicles().stream().filter(v -> v.begin() <= time && v.end() >= time).count();
      double shown = Math.min(time, fleet.to());
      double share = (shown - fleet.from()) / (fleet.to() - fleet.from());
      panel.show(new Now(shown, share, underWay, positions), watch);
      if (shell.stop().await(TICK)) {
        stopped = true;
        traffic.stop();
      }
    }
    return settled(watch);
  }

  /// Waits until everything that is due was told, or nothing comes any more.
  private Outcome settled(CrossingWatch watch) throws InterruptedException {
    long begun = System.nanoTime();
    Outcome outcome = ledger.outcome();
    long before = -1;
    while (System.nanoTime() - begun < PATIENCE.toNanos()
        && (!outcome.isAll() || watch.count() > before)) {
      before = watch.count();
      boolean _ = new CountDownLatch(1).await(LOOK.toNanos(), TimeUnit.NANOSECONDS);
      outcome = ledger.outcome();
    }
    return outcome;
  }

  private void send(GatewayClient client, CrossingWatch watch, List<Position> some)
      throws InterruptedException {
    ArrayNode body = Json.array();
    some.forEach(one -> body.add(PositionJson.object(one)));
    watch.sending(some);
    JsonNode answer = client.post(PositionsCommand.PATH, body);
    positions += answer.path("accepted").asLong(0);
    refused += answer.path("refused").size();
  }

  private void end(Outcome outcome, CrossingWatch watch, TrackingPanel panel) {
    if (!settings.json()) {
      panel.end(outcome, positions, watch);
      return;
    }
    ObjectNode document = Json.object();
    document.put("positions", positions).put("repeatedPositions", refused);
    document.put("crossings", watch.count());
    document.put("p50Millis", watch.latencies().millis(0.5, Integer.MAX_VALUE));
    document.put("p99Millis", watch.latencies().millis(0.99, Integer.MAX_VALUE));
    document.put("due", outcome.due()).put("reported", outcome.reported());
    document.put("exitsDue", outcome.exitsDue()).put("exitsReported", outcome.exitsReported());
    document.put("late", outcome.late()).put("alsoLate", outcome.alsoLate());
    document.set("missing", Json.of(outcome.missing()));
    document.set("invented", Json.of(outcome.invented()));
    document.set("repeated", Json.of(outcome.repeated()));
    shell.out().println(Json.text(document.put("true", outcome.isTrue())));
    shell.out().flush();
  }
}
