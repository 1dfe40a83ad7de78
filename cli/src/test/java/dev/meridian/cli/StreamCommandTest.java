package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Gateway;
import dev.meridian.gateway.GatewayConfig;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import dev.meridian.track.Crossed;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.Position;
import dev.meridian.track.Tracking;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `meridian stream` against a gateway that goes and comes back.
final class StreamCommandTest {
  private static final GatewayConfig CONFIG = GatewayConfig.defaults().at("127.0.0.1", 0);
  private static Nodes nodes;
  private static String region;
  private static int written;

  @BeforeAll
  static void start() {
    Shell shell =
        Run.shell(
            Map.of(),
            "",
            new PrintWriter(new StringWriter(), true),
            new PrintWriter(new StringWriter(), true));
    nodes = Nodes.embedded(shell, new Settings());
    region = nodes.regions().map().regions().getFirst().id();
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  /// A run that others look at meanwhile.
  private static final class Watched {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    final Thread thread;
    volatile int code = -1;

    Watched(Gateway gateway, String... more) {
      Shell shell =
          Run.shell(
              Map.of("MERIDIAN_GATEWAY", gateway.uri().toString()),
              "",
              new PrintWriter(out, true),
              new PrintWriter(err, true));
      String[] args = new String[more.length + 1];
      args[0] = "stream";
      System.arraycopy(more, 0, args, 1, more.length);
      thread = Thread.ofPlatform().start(() -> code = Cli.run(shell, args));
    }

    List<String> lines() {
      return out.toString().lines().toList();
    }
  }

  private static Crossed write(String object, String fence) {
    int number = written++;
    Crossed crossed =
        new Crossed(
            object + "/" + fence + "/enter/" + number,
            region,
            object,
            Crossed.Kind.ENTER,
            fence,
            List.of(),
            "moved",
            new LonLat(8.5, 50.25),
            Instant.EPOCH,
            Instant.EPOCH,
            false,
            Json.object()
                .set("place", Json.object().put("name", "Cuxhaven\u001b").put("distance", 12_345)));
    String writer = "writer-" + number;
    Position last =
        new Position(
            writer, Instant.EPOCH, crossed.at(), 0, 0, Position.Motion.UNKNOWN, Json.object());
    Tracking tracking = nodes.wiring().store().tracking();
    var step =
        new ObjectStore.Step(
            writer, 0, "{}", last, null, List.of(), Set.of(), Set.of(), List.of(crossed));
    assertThat(tracking.objects().commit(region, List.of(step), ObjectStore.Bounds.STANDARD))
        .allMatch(ObjectStore.Outcome.Done.class::isInstance);
    return crossed;
  }

  @Test
  void crossingsAreLinesAndAGatewayThatComesBackIsFoundAgain() throws InterruptedException {
    String begin = region + ":0-0";
    Crossed first = write("truck-1", "port");
    Watched table;
    Watched json;
    int port;
    try (Gateway gateway = nodes.startGateway(CONFIG)) {
      port = gateway.port();
      table = new Watched(gateway, "--fence", "port", "--cursor", begin, "--limit", "3");
      json =
          new Watched(
              gateway,
              "--object",
              "truck-*",
              "--bbox",
              "5,47,15,55",
              "--json",
              "--cursor",
              begin,
              "--limit",
              "3");
      Await.until("it came", () -> table.lines().size() == 2 && json.lines().size() == 1);
      gateway.drain();
    }
    Crossed away = write("truck-2", "port");
    try (Gateway _ = nodes.startGateway(CONFIG.at("127.0.0.1", port))) {
      Crossed back = write("truck-3", "port");
      table.thread.join();
      json.thread.join();

      assertThat(table.code).as(table.err.toString()).isEqualTo(Exit.OK);
      assertThat(table.lines().getFirst()).matches("TIME +KIND +OBJECT +FENCE +REGION +LON,LAT");
      assertThat(table.lines().get(1))
          .matches(
              "1970-01-01T00:00:00Z +enter +truck-1 +port +"
                  + region
                  + " +8.50000,50.25000  near Cuxhaven., 12.3 km");
      assertThat(table.lines()).hasSize(4);
      assertThat(json.code).as(json.err.toString()).isEqualTo(Exit.OK);
      assertThat(json.lines())
          .map(line -> Json.read(line).path("crossing").path("id").asString())
          .containsExactly(first.id(), away.id(), back.id());
      assertThat(Json.read(json.lines().getFirst()).path("cursor").asString()).contains(region);
    }
  }

  @Test
  void nonsenseIsToldInOneLine() {
    try (Gateway gateway = nodes.startGateway(CONFIG)) {
      Map<String, String> environment = Map.of("MERIDIAN_GATEWAY", gateway.uri().toString());
      Run kind = Run.of(environment, "", "stream", "--kind", "entr");
      Run cursor = Run.of(environment, "", "stream", "--cursor", "x");
      Run limit = Run.of(environment, "", "stream", "--limit", "0");

      assertThat(kind.code()).isEqualTo(Exit.USAGE);
      assertThat(kind.err()).contains("kinds: entr (expected: ", "did you mean enter?");
      assertThat(cursor.code()).isEqualTo(Exit.USAGE);
      assertThat(cursor.err()).contains("cursor: x (expected: ");
      assertThat(limit.code()).isEqualTo(Exit.USAGE);
    }
    Run nobody = Run.of(Map.of("MERIDIAN_GATEWAY", "http://127.0.0.1:1"), "", "stream");
    assertThat(nobody.code()).isEqualTo(Exit.UNREACHABLE);
  }
}
