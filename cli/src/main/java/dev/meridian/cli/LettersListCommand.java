package dev.meridian.cli;

import dev.meridian.cli.Screen.Style;
import dev.meridian.cli.Table.Cell;
import dev.meridian.cli.Table.Column;
import dev.meridian.json.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `meridian dead-letters list`.
@Command(
    name = "list",
    description = "Lists dead letters, those that died last first.",
    footer = {"", "Example: meridian dead-letters list --region fra --reason timeout --since 2h"})
final class LettersListCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Mixin private final LetterSelection selection = new LetterSelection();

  @Option(names = "--limit", paramLabel = "N", description = "The most. Default: ${DEFAULT-VALUE}")
  private int limit = 50;

  @Option(
      names = "--after",
      paramLabel = "LETTER",
      description = "Go on where a list ended, as it said at its end.")
  private @Nullable String after;

  LettersListCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    String more = "limit=" + limit + (after == null ? "" : "&after=" + Encoded.parameter(after));
    String query = selection.query(shell.clock(), more);
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      JsonNode document = gateway.get(DeadLettersCommand.PATH + query);
      if (settings.json()) {
        shell.out().println(Json.text(document));
      } else {
        show(document);
      }
      return Exit.OK;
    }
  }

  private void show(JsonNode document) {
    JsonNode letters = document.path("letters");
    table(letters).print(shell.out());
    boolean ends =
        document
            .path("links")
            .valueStream()
            .noneMatch(l -> l.path("rel").asString("").equals("next"));
    if (!ends && !letters.isEmpty()) {
      JsonNode last = letters.get(letters.size() - 1);
      String cursor = last.path("died").asString("") + "~" + last.path("id").asString("");
      shell.err().println("meridian: more follow; go on with --after " + cursor);
    }
  }

  private Table table(JsonNode letters) {
    Table table =
        new Table(
            shell.screen(),
            Column.words("LETTER"),
            Column.words("DIED"),
            Column.words("TYPE"),
            Column.words("REGION"),
            Column.number("ATTEMPTS"),
            Column.words("REASON"));
    for (JsonNode letter : letters) {
      table.row(
          new Cell(letter.path("id").asString(""), Style.BOLD),
          Cell.of(letter.path("died").asString("")),
          Cell.of(letter.path("type").asString("?")),
          Cell.of(letter.path("region").asString("")),
          Cell.of(letter.path("attempts").asInt(0)),
          Cell.of(letter.path("reason").asString("")));
    }
    return table;
  }
}
