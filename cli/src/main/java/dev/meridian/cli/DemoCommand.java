package dev.meridian.cli;

import ch.qos.logback.classic.Level;
import dev.meridian.gateway.Gateway;
import dev.meridian.gateway.GatewayConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `meridian demo`.
@Command(
    name = "demo",
    description = {
      "Fetches and parses real documents in three regions and shows what happened.",
      "Everything runs in this process, on broker and result store in memory unless --broker and",
      "--results name real ones; local servers play the far-away sources."
    },
    footer = {
      "",
      "With --tracking, a fleet runs by its timetable past a fence at each station, and what is told is",
      "compared with what took place. Without --gtfs it is New York's subway on a weekday.",
      "",
      "Example: meridian demo",
      "         meridian demo --tracking --vehicles 5000 --seconds 120",
      "         meridian demo --broker amqp://localhost --results redis://localhost"
    })
final class DemoCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Option(names = "--tracking", description = "Show fences and moving vehicles instead.")
  private boolean tracking;

  @Option(
      names = "--vehicles",
      paramLabel = "N",
      description = "How many are under way at a time, about. Default: ${DEFAULT-VALUE}")
  private int vehicles = 1_000;

  @Option(
      names = "--speed-up",
      paramLabel = "X",
      description = "How much faster than their timetable. Default: ${DEFAULT-VALUE}")
  private double speedUp = 10;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "For how long. Default: ${DEFAULT-VALUE}")
  private int seconds = 60;

  @Option(
      names = "--gtfs",
      paramLabel = "PATH",
      description = "A timetable: a folder or zip of a GTFS feed.")
  private @Nullable Path gtfs;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Of the gateway with --tracking. Default: a free one")
  private int port;

  DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    LogSetup.level(settings.verbose() ? Level.INFO : Level.ERROR);
    if (tracking) {
      var options = new TrackingDemo.Options(vehicles, speedUp, seconds, gtfs, port);
      return new TrackingDemo(shell, settings, options).run() ? Exit.OK : Exit.FAILED;
    }
    return story();
  }

  private int story() throws InterruptedException {
    try (DemoSources sources = DemoSources.start();
        Nodes nodes = Nodes.embedded(shell, settings, RegionsInUse.demo(sources.url()))) {
      nodes.startWorkers();
      Gateway gateway = nodes.startGateway(GatewayConfig.defaults().at("127.0.0.1", 0));
      try (GatewayClient client = new GatewayClient(gateway.uri().toString())) {
        DemoStory story = new DemoStory(shell, client);
        story.introduce(gateway.uri(), nodes.wiring(), sources.url());
        return story.tell() ? Exit.OK : Exit.FAILED;
      }
    }
  }
}
