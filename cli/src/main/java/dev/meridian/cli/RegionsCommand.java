package dev.meridian.cli;

import dev.meridian.cli.Screen.Style;
import dev.meridian.cli.Table.Cell;
import dev.meridian.cli.Table.Column;
import dev.meridian.json.Json;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// `meridian regions`.
@Command(
    name = "regions",
    description = "Shows the regions of a gateway and how they are.",
    footer = {"", "Example: meridian regions --gateway http://gateway.example:8080"})
final class RegionsCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  RegionsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      JsonNode document = gateway.get("/regions");
      if (settings.json()) {
        shell.out().println(Json.text(document));
      } else {
        table(document.path("features")).print(shell.out());
      }
      return Exit.OK;
    }
  }

  private Table table(JsonNode regions) {
    Table table =
        new Table(
            shell.screen(),
            Column.words("REGION"),
            Column.words("TITLE"),
            Column.words("STATE"),
            Column.number("WORKERS"),
            Column.number("QUEUED"),
            Column.number("OUTBOX"),
            Column.words("LON,LAT"),
            Column.words("FALLBACK"));
    for (JsonNode region : regions) {
      JsonNode properties = region.path("properties");
      JsonNode health = properties.path("health");
      JsonNode point = region.path("geometry").path("coordinates");
      table.row(
          new Cell(region.path("id").asString(""), Style.BOLD),
          Cell.of(properties.path("title").asString("")),
          state(health),
          Cell.of(health.path("workers").asInt(0)),
          count(health.path("queued")),
          count(health.path("outbox")),
          Cell.of(point.path(0) + "," + point.path(1)),
          new Cell(words(properties.path("fallback")), Style.DIM));
    }
    return table;
  }

  private static Cell count(JsonNode number) {
    return Cell.of(String.format(Locale.ROOT, "%,d", number.asLong(0)));
  }

  private static Cell state(JsonNode health) {
    if (!health.path("brokerUp").asBoolean(false)) {
      return new Cell("broker down", Style.RED);
    }
    return health.path("workers").asInt(0) > 0
        ? new Cell("healthy", Style.GREEN)
        : new Cell("no workers", Style.YELLOW);
  }

  private static String words(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
  }
}
