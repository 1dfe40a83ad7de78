package dev.meridian.cli;

import ch.qos.logback.classic.Level;
import dev.meridian.InvalidValueException;
import dev.meridian.carousel.Carousel;
import dev.meridian.carousel.Ledger;
import dev.meridian.carousel.Ledger.Balance;
import dev.meridian.carousel.Ledger.Latency;
import dev.meridian.carousel.Riders;
import dev.meridian.json.Json;
import dev.meridian.wait.Countdown;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `meridian bench positions`.
@Command(
    name = "positions",
    description = {
      "Sends positions to a gateway at a fixed rate and measures how long it takes from when a position is due",
      "until its crossing is heard on a WebSocket. Which crossings have to come is known: none may be missing.",
      "Puts fences into the result store and leaves objects there: not for a system in use."
    },
    footer = {
      "",
      "Example: meridian bench positions --rate 5000 --objects 100000 --fences 10000 --seconds 60"
    })
final class PositionsBenchCommand implements Callable<Integer> {
  private static final int FENCES_AT_A_TIME = 1_000;
  private static final int INFLIGHT = 64;
  private static final Duration LEAD = Duration.ofMillis(200);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Positions a second. Default: ${DEFAULT-VALUE}")
  private int rate = 5_000;

  @Option(
      names = "--objects",
      paramLabel = "N",
      description = "Objects that move. Default: ${DEFAULT-VALUE}")
  private int objects = 100_000;

  @Option(
      names = "--fences",
      paramLabel = "N",
      description = "Fences, circles of 500 m. Default: ${DEFAULT-VALUE}")
  private int fences = 10_000;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description =
          "How long to measure, after each object has sent two positions. Default: ${DEFAULT-VALUE}")
  private int seconds = 60;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Positions sent together. Default: ${DEFAULT-VALUE}")
  private int batch = 250;

  PositionsBenchCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    LogSetup.level(settings.verbose() ? Level.DEBUG : Level.WARN);
    if (seconds < 1) {
      throw new InvalidValueException("--seconds", seconds, "at least 1");
    }
    if (batch < 1 || batch > 10_000) {
      throw new InvalidValueException("--batch", batch, "1..10000");
    }
    Carousel carousel = new Carousel(objects, fences, rate);
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      for (int first = 0; first < fences; first += FENCES_AT_A_TIME) {
        var _ = gateway.post("/fences", carousel.features(first, FENCES_AT_A_TIME));
      }
      return measure(carousel, gateway.base());
    }
  }

  private int measure(Carousel carousel, String gateway) throws InterruptedException {
    long count = 2L * objects + (long) seconds * rate;
    try (Ledger ledger = new Ledger(carousel, shell.clock(), gateway);
        Riders riders = new Riders(carousel, gateway, batch, INFLIGHT)) {
      Instant start = shell.clock().instant().plus(LEAD);
      ledger.measureFrom(start.plusNanos(carousel.due(2L * objects)));
      long started = System.nanoTime();
      Riders.Sent sent = riders.ride(count, start, started + LEAD.toNanos());
      double took = (System.nanoTime() - started - LEAD.toNanos()) / 1e9;
      Balance balance = settled(ledger, count);
      print(sent, took, balance, ledger.latency());
      boolean isWell = balance.isEven() && balance.connections() == 1;
      return isWell && sent.accepted() == count ? Exit.OK : Exit.FAILED;
    }
  }

  private Balance settled(Ledger ledger, long count) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Balance balance = ledger.balance(count);
    while (balance.missing() > 0 && System.nanoTime() < deadline) {
      boolean _ = new Countdown(1).await(LOOK);
      balance = ledger.balance(count);
    }
    return balance;
  }

  private void print(Riders.Sent sent, double took, Balance balance, Latency latency) {
    double perSecond = sent.accepted() / took;
    shell
        .out()
        .println(
            settings.json()
                ? document(sent, perSecond, balance, latency)
                : words(sent, perSecond, balance, latency));
  }

  private static String document(
      Riders.Sent sent, double perSecond, Balance balance, Latency latency) {
    return Json.text(
        Json.object()
            .put("accepted", sent.accepted())
            .put("retries", sent.retries())
            .put("perSecond", Math.round(perSecond * 10) / 10.0)
            .put("crossings", balance.expected())
            .put("missing", balance.missing())
            .put("invented", balance.invented())
            .put("repeated", balance.repeated())
            .put("gaps", balance.gaps())
            .put("complaints", balance.complaints())
            .put("connections", balance.connections())
            .put("measured", latency.count())
            .put("p50", latency.p50())
            .put("p99", latency.p99())
            .put("most", latency.most()));
  }

  private static String words(
      Riders.Sent sent, double perSecond, Balance balance, Latency latency) {
    return String.format(
        Locale.ROOT,
        """
        %,d positions, %,.0f a second, %d batches sent again
        %,d crossings: %d missing, %d invented, %d repeated, %d gaps; %d complaints, %d connections
        from position to frame, %,d crossings: p50 %,.0f ms, p99 %,.0f ms, at most %,.0f ms\
        """,
        sent.accepted(),
        perSecond,
        sent.retries(),
        balance.expected(),
        balance.missing(),
        balance.invented(),
        balance.repeated(),
        balance.gaps(),
        balance.complaints(),
        balance.connections(),
        latency.count(),
        latency.p50(),
        latency.p99(),
        latency.most());
  }
}
