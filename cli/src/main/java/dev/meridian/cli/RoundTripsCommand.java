package dev.meridian.cli;

import ch.qos.logback.classic.Level;
import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `meridian bench round-trips`.
@Command(
    name = "round-trips",
    description = {
      "Publishes echo tasks and awaits all their results. With broker and results memory://, a worker runs in",
      "this process too; else there must be one."
    },
    footer = {
      "",
      "Example: meridian bench round-trips --count 20000 --broker amqp://localhost --results redis://localhost"
    })
final class RoundTripsCommand implements Callable<Integer> {
  private static final int MOST = 100_000_000;

  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Option(names = "--count", paramLabel = "N", description = "Tasks. Default: ${DEFAULT-VALUE}")
  private int count = 20_000;

  @Option(
      names = "--inflight",
      paramLabel = "N",
      description = "The most unfinished tasks at a time. Default: ${DEFAULT-VALUE}")
  private int inflight = 2_000;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Tasks sent together. Default: ${DEFAULT-VALUE}")
  private int batch = 100;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Tasks sent before, which do not count. Default: ${DEFAULT-VALUE}")
  private int warmUp;

  @Option(names = "--region", paramLabel = "ID", description = "Where. Default: the first region.")
  private String region = "";

  RoundTripsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    LogSetup.level(settings.verbose() ? Level.DEBUG : Level.WARN);
    int most = Math.min(count, inflight);
    checkRange("--count", count, MOST);
    checkRange("--inflight", inflight, MOST);
    checkRange("--batch", batch, 10_000);
    if (warmUp < 0) {
      throw new InvalidValueException("--warm-up", warmUp, "0 or more");
    }
    try (Nodes nodes = Nodes.embedded(shell, settings)) {
      if (nodes.wiring().embedded()) {
        nodes.startWorkers();
      }
      String where = region.isEmpty() ? nodes.regions().map().regions().getFirst().id() : region;
      var trips = new RoundTrips(nodes.connectedClient(), where, Math.min(batch, most));
      int early = trips.run(warmUp, most).wrong();
      RoundTrips.Figures figures = trips.run(count, most).and(early);
      print(figures);
      return figures.wrong() == 0 ? Exit.OK : Exit.FAILED;
    }
  }

  private void print(RoundTrips.Figures figures) {
    double seconds = figures.took().toNanos() / 1e9;
    double perSecond = figures.count() / seconds;
    shell
        .out()
        .println(
            settings.json()
                ? Json.text(
                    Json.object()
                        .put("count", figures.count())
                        .put("seconds", Math.round(seconds * 1e4) / 1e4)
                        .put("perSecond", Math.round(perSecond * 10) / 10.0)
                        .put("wrong", figures.wrong()))
                : String.format(
                    Locale.ROOT,
                    "%,d round trips in %s: %,.0f a second, %d wrong",
                    figures.count(),
                    Values.time(Duration.ofNanos(figures.took().toNanos())),
                    perSecond,
                    figures.wrong()));
  }

  private static void checkRange(String flag, int value, int most) {
    if (value < 1 || value > most) {
      throw new InvalidValueException(flag, value, "1.." + most);
    }
  }
}
