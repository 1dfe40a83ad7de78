package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.cli.PositionBatches.Pace;
import dev.meridian.cli.Table.Cell;
import dev.meridian.cli.Table.Column;
import dev.meridian.ingest.PositionIntake.Refused;
import dev.meridian.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `meridian positions send`.
@Command(
    name = "send",
    description = {
      "Sends the positions of a file to the gateway, in batches.",
      "One that cannot be taken does not keep the others from being sent; the exit code is 1 then."
    },
    footer = {
      "",
      "Forms: geojson, a Feature, a FeatureCollection or a list of positions; ndjson, a Feature, a compact",
      "object or a message of OwnTracks in each line; gpx; csv with the columns object, time, lon, lat and, if",
      "known, accuracy, speed, heading, altitude, seq.",
      "",
      "Example: meridian positions send fleet.ndjson --speed-up 10",
      "         tail -f fixes.ndjson | meridian positions send - --batch 1"
    })
final class PositionsSendCommand implements Callable<Integer> {
  private static final int MOST_SHOWN = 20;
  private static final int MOST_BATCH = 10_000;

  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Parameters(paramLabel = "FILE|-", description = "a file of positions, or - for stdin")
  private String file = "";

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description =
          "geojson, ndjson, gpx or csv. Default: as the file's name ends; ndjson of stdin")
  private @Nullable String format;

  @Option(
      names = "--object",
      paramLabel = "ID",
      description = "Of positions that name no object. Default for gpx: the file's name")
  private @Nullable String object;

  @Option(names = "--batch", paramLabel = "N", description = "Positions a request. Default: 1000")
  private int batch = 1_000;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Positions a second. Default: as fast as the gateway takes them")
  private double rate = Double.POSITIVE_INFINITY;

  @Option(
      names = "--speed-up",
      paramLabel = "X",
      description = "Send as they were recorded, X times as fast. Default: at once")
  private double speedUp = Double.POSITIVE_INFINITY;

  PositionsSendCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    PositionFile source = PositionFile.of(shell, file, format, object);
    if (batch < 1 || batch > MOST_BATCH) {
      throw new InvalidValueException("--batch", batch, "1.." + MOST_BATCH);
    }
    requireAboveZero("--rate", rate);
    requireAboveZero("--speed-up", speedUp);
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      var pace = new Pace(batch, rate, speedUp);
      var batches = new PositionBatches(gateway, pace, sent -> progress(source, sent));
      InvalidValueException broken = null;
      try {
        source.read(batches);
      } catch (InvalidValueException e) {
        broken = e;
      } finally {
        new Progress(shell, !settings.json()).end();
      }
      batches.finish();
      show(batches);
      if (broken != null) {
        throw broken;
      }
      return batches.refusals() == 0 ? Exit.OK : Exit.FAILED;
    }
  }

  private static void requireAboveZero(String flag, double value) {
    if (!(value > 0)) {
      throw new InvalidValueException(flag, value, "a number above 0");
    }
  }

  private void progress(PositionFile source, long sent) {
    Screen screen = shell.screen();
    if (!settings.json() && screen.terminal()) {
      String bar = source.percent() < 0 ? "" : screen.bar(source.percent()) + "  ";
      String words = String.format(Locale.ROOT, "%,d sent", sent);
      shell.out().print(screen.clear() + bar + words);
      shell.out().flush();
    }
  }

  private void show(PositionBatches batches) {
    if (settings.json()) {
      shell.out().println(Json.text(document(batches)));
      return;
    }
    List<Refused> refused = batches.refused();
    if (!refused.isEmpty()) {
      Table table =
          new Table(
              shell.screen(),
              Column.number("INDEX"),
              Column.words("OBJECT"),
              Column.words("REFUSED BECAUSE"));
      refused.stream()
          .limit(MOST_SHOWN)
          .forEach(one ->
              table.row(
                  Cell.of(one.index()),
                  Cell.of(one.object() == null ? "-" : one.object()),
                  Cell.of(one.reason())));
      table.print(shell.err());
      long more = batches.refusals() - Math.min(MOST_SHOWN, refused.size());
      if (more > 0) {
        shell.err().println(String.format(Locale.ROOT, "and %,d more", more));
      }
      shell.err().flush();
    }
    shell
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "%,d accepted, %,d refused, %,.0f a second",
                batches.accepted(),
                batches.refusals(),
                batches.accepted() / batches.seconds()));
  }

  private static ObjectNode document(PositionBatches batches) {
    ArrayNode list = Json.array();
    batches
        .refused()
        .forEach(one -> {
          ObjectNode entry = list.addObject().put("index", one.index());
          if (one.object() != null) {
            entry.put("object", one.object());
          }
          entry.put("reason", one.reason());
        });
    ObjectNode document = Json.object().put("accepted", batches.accepted());
    document.set("refused", list);
    long more = batches.refusals() - list.size();
    if (more > 0) {
      document.put("more", more);
    }
    return document.put("seconds", Math.round(batches.seconds() * 1_000) / 1_000.0);
  }
}
