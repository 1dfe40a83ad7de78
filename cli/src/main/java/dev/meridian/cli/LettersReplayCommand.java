package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.cli.Screen.Style;
import dev.meridian.cli.Table.Cell;
import dev.meridian.cli.Table.Column;
import dev.meridian.json.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `meridian dead-letters replay`.
@Command(
    name = "replay",
    description = {
      "Sends tasks that died once more, each as a request of its own with a new id. Without a letter or --yes it",
      "says only what would happen. The exit code is 1 if some could not be replayed."
    },
    footer = {"", "Example: meridian dead-letters replay --type fetch --reason timeout --yes"})
final class LettersReplayCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Mixin private final LetterSelection selection = new LetterSelection();

  @Parameters(arity = "0..1", paramLabel = "LETTER", description = "only this one")
  private @Nullable String id;

  @Option(names = "--to", paramLabel = "ID", description = "The region. Default: where each died.")
  private @Nullable String to;

  @Option(names = "--limit", paramLabel = "N", description = "The most. Default: ${DEFAULT-VALUE}")
  private int limit = 100;

  @Option(names = "--dry-run", description = "Say only what would happen.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do it.")
  private boolean yes;

  LettersReplayCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode order = selection.members(shell.clock());
    if (id != null && (!order.isEmpty() || dryRun)) {
      throw new InvalidValueException("LETTER", id, "no filter and no --dry-run beside it");
    }
    if (to != null) {
      order.put("to", to);
    }
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      return id == null ? many(gateway, order) : one(gateway, LetterPath.of(id), order);
    }
  }

  private int one(GatewayClient gateway, String path, JsonNode order) throws InterruptedException {
    JsonNode answer = gateway.execute(path + "/replay", order);
    shell.out().println(settings.json() ? Json.text(answer) : answer.path("jobID").asString(""));
    return Exit.OK;
  }

  private int many(GatewayClient gateway, ObjectNode order) throws InterruptedException {
    boolean asking = dryRun || !yes;
    order.put("limit", limit).put("dryRun", asking);
    JsonNode answer = gateway.execute(DeadLettersCommand.PATH + "/replay", order);
    if (settings.json()) {
      shell.out().println(Json.text(answer));
    } else {
      table(answer).print(shell.out());
      shell.err().println("meridian: " + summary(answer, asking));
    }
    return answer.path("refused").isEmpty() ? Exit.OK : Exit.FAILED;
  }

  private String summary(JsonNode answer, boolean asking) {
    long matched = answer.path("matched").asLong(0);
    int refused = answer.path("refused").size();
    return asking
        ? matched
            + " meant, "
            + answer.path("replayable").asInt(0)
            + " would be replayed, "
            + refused
            + " refused; do it with --yes"
        : matched
            + " meant, "
            + answer.path("replayed").size()
            + " replayed, "
            + refused
            + " refused";
  }

  private Table table(JsonNode answer) {
    Table table = new Table(shell.screen(), Column.words("LETTER"), Column.words("BECAME"));
    for (JsonNode one : answer.path("replayed")) {
      table.row(cell(one, "letter", Style.BOLD), cell(one, "jobID", Style.PLAIN));
    }
    for (JsonNode one : answer.path("refused")) {
      table.row(cell(one, "letter", Style.BOLD), cell(one, "reason", Style.RED));
    }
    return table;
  }

  private static Cell cell(JsonNode row, String name, Style style) {
    return new Cell(row.path(name).asString(""), style);
  }
}
