package dev.meridian.cli;

import dev.meridian.cli.Screen.Style;
import dev.meridian.cli.Table.Cell;
import dev.meridian.cli.Table.Column;
import dev.meridian.json.Json;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// `meridian sources`.
@Command(
    name = "sources",
    description = "Shows the sources that a gateway's workers can fetch.",
    footer = {"", "Example: meridian sources --json"})
final class SourcesCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  SourcesCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      JsonNode document = gateway.get("/sources");
      if (settings.json()) {
        shell.out().println(Json.text(document));
      } else {
        table(document.path("sources")).print(shell.out());
      }
      return Exit.OK;
    }
  }

  private Table table(JsonNode sources) {
    Table table =
        new Table(
            shell.screen(),
            Column.words("SOURCE"),
            Column.words("HOME"),
            Column.words("FORMAT"),
            Column.words("PARAMETERS"),
            Column.words("TITLE"));
    for (JsonNode source : sources) {
      table.row(
          new Cell(source.path("id").asString(""), Style.BOLD),
          Cell.of(source.path("home").asString("auto")),
          Cell.of(source.path("format").asString("by type")),
          Cell.of(parameters(source.path("parameters"))),
          new Cell(source.path("title").asString(""), Style.DIM));
    }
    return table;
  }

  /// `window=day, station`: with its default, or it must be given.
  private static String parameters(JsonNode parameters) {
    return parameters.properties().stream()
        .map(parameter -> {
          String value = parameter.getValue().path("default").asString("");
          return parameter.getKey() + (value.isEmpty() ? "" : "=" + value);
        })
        .collect(Collectors.joining(", "));
  }
}
