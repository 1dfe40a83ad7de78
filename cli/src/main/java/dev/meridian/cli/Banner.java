package dev.meridian.cli;

import dev.meridian.broker.Broker;
import dev.meridian.cli.Screen.Style;
import dev.meridian.gateway.MetricsServer;
import dev.meridian.geo.RegionMap;
import dev.meridian.json.Json;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.worker.WorkerConfig;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a node says on stdout once it is ready: one screen for people, one line of JSON for
/// programs.
final class Banner {
  private static final int MOST_REGIONS = 8;

  private final PrintWriter out;
  private final Screen screen;
  private final Nodes nodes;
  private final boolean json;

  Banner(Shell shell, Nodes nodes, boolean json) {
    this.out = shell.out();
    this.screen = shell.screen();
    this.nodes = nodes;
    this.json = json;
  }

  /// A gateway listens.
  ///
  /// @param role the command that runs it
  void gateway(String role, URI url) {
    if (json) {
      ready(role, Json.object().put("url", url.toString()));
      return;
    }
    RegionMap map = nodes.regions().map();
    String title = screen.paint(Style.BOLD, "Meridian " + Version.meridian());
    out.println();
    out.println("  " + title + " " + role + ", ready after " + Values.time(sinceStart()));
    out.println();
    line("Gateway", screen.paint(Style.CYAN, url.toString()));
    line("API", url + "/openapi.json");
    line("Regions", regions(map));
    line("Sources", Integer.toString(map.sources().size()));
    line("Config", nodes.regions().origin());
    line("Broker", addresses());
    line("Results", nodes.wiring().store().results().address());
    out.println();
    out.println("  Try it:");
    out.println("    curl -s " + url + "/processes/echo/execution \\");
    out.println("      -H 'Content-Type: application/json' \\");
    out.println("      -d '{\"inputs\": {\"stringInput\": \"hello\"}}'");
    out.println();
    if (nodes.wiring().embedded()) {
      out.println(
          screen.paint(
              Style.YELLOW, "  Nothing survives exit: broker and results live in this process."));
    }
    out.println(screen.paint(Style.DIM, "  Ctrl-C stops it."));
    out.println();
    out.flush();
  }

  /// A worker consumes.
  ///
  /// @param metrics where it shows what it counts; null if it does not
  void worker(WorkerConfig config, @Nullable MetricsServer metrics) {
    if (json) {
      ArrayNode regions = Json.array();
      config.regions().forEach(regions::add);
      ObjectNode facts = Json.object().put("name", config.name()).set("regions", regions);
      ready("worker", metrics == null ? facts : facts.put("metrics", metrics.uri().toString()));
      return;
    }
    String queues =
        config.regions().stream()
            .map(region -> QueueName.of(region, Priority.NORMAL).value())
            .collect(Collectors.joining(", "));
    int min = config.scale().min();
    int max = config.scale().max();
    String slots = min == max ? Integer.toString(max) : min + " to " + max;
    out.printf(
        "%s consuming %s (and .high, .low), %s at a time, after %d ms%n",
        config.name(), queues, slots, sinceStart().toMillis());
    if (metrics != null) {
      out.println("metrics at " + metrics.uri());
    }
    out.flush();
  }

  private void ready(String role, ObjectNode facts) {
    ObjectNode document = Json.object().put("ready", role).setAll(facts);
    out.println(Json.text(document.put("afterMillis", sinceStart().toMillis())));
    out.flush();
  }

  private void line(String name, String value) {
    out.println("  " + screen.paint(Style.DIM, Text.left(name, 10)) + value);
  }

  private String regions(RegionMap map) {
    String shown =
        map.regions().stream()
            .limit(MOST_REGIONS)
            .map(region -> region.id() + " " + screen.paint(Style.DIM, Text.safe(region.title())))
            .collect(Collectors.joining(", "));
    int more = map.regions().size() - MOST_REGIONS;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  private String addresses() {
    List<Broker> brokers = nodes.wiring().brokers();
    return brokers.stream().map(Broker::address).sorted().collect(Collectors.joining(", "));
  }

  private static Duration sinceStart() {
    return Duration.ofNanos(System.nanoTime() - Main.STARTED);
  }
}
