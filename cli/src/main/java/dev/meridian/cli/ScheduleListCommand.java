package dev.meridian.cli;

import dev.meridian.cli.Screen.Style;
import dev.meridian.cli.Table.Cell;
import dev.meridian.cli.Table.Column;
import dev.meridian.json.Json;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// `meridian schedule list`.
@Command(
    name = "list",
    description = "Shows all schedules.",
    footer = {"", "Example: meridian schedule list --json"})
final class ScheduleListCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  ScheduleListCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      JsonNode document = gateway.get(SchedulePaths.ALL);
      if (settings.json()) {
        shell.out().println(Json.text(document));
      } else {
        table(document.path("schedules")).print(shell.out());
      }
      return Exit.OK;
    }
  }

  private Table table(JsonNode schedules) {
    Table table =
        new Table(
            shell.screen(),
            Column.words("SCHEDULE"),
            Column.words("TYPE"),
            Column.words("WHEN"),
            Column.words("NEXT"),
            Column.words("LAST"),
            Column.words("OUTCOME"));
    for (JsonNode schedule : schedules) {
      JsonNode last = schedule.path("last");
      table.row(
          new Cell(schedule.path("id").asString(""), Style.BOLD),
          Cell.of(schedule.path("type").asString("")),
          Cell.of(when(schedule)),
          next(schedule),
          Cell.of(last.path("due").asString("-")),
          outcome(last));
    }
    return table;
  }

  /// Its trigger in one line.
  static String when(JsonNode schedule) {
    if (schedule.has("cron")) {
      return schedule.path("cron").asString("") + " " + schedule.path("zone").asString("");
    }
    if (schedule.has("every")) {
      double seconds = schedule.path("every").asDouble(0);
      return "every " + Values.time(Duration.ofMillis(Math.round(seconds * 1000)));
    }
    return "at " + schedule.path("at").asString("");
  }

  private static Cell next(JsonNode schedule) {
    if (schedule.path("paused").asBoolean(false)) {
      return new Cell("paused", Style.YELLOW);
    }
    return schedule.has("next")
        ? Cell.of(schedule.path("next").asString(""))
        : new Cell("over", Style.DIM);
  }

  private static Cell outcome(JsonNode last) {
    String outcome = last.path("outcome").asString("-");
    return switch (outcome) {
      case "made" -> new Cell(outcome, Style.GREEN);
      case "failed" -> new Cell(outcome, Style.RED);
      case "skipped", "missed" -> new Cell(outcome, Style.YELLOW);
      default -> new Cell(outcome, Style.PLAIN);
    };
  }
}
