package dev.meridian.cli;

import dev.meridian.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `meridian schedule show`.
@Command(
    name = "show",
    description = "Shows a schedule, what it asks for, and what came of its last run.",
    footer = {"", "Example: meridian schedule show nightly"})
final class ScheduleShowCommand implements Callable<Integer> {
  private static final int NAME_WIDTH = 10;

  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Parameters(paramLabel = "ID", description = "the id of a schedule, as `schedule list` shows it")
  private String id = "";

  ScheduleShowCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      JsonNode schedule = gateway.get(SchedulePaths.of(id));
      if (settings.json()) {
        shell.out().println(Json.text(schedule));
      } else {
        print(schedule);
      }
      return Exit.OK;
    }
  }

  private void print(JsonNode schedule) {
    JsonNode last = schedule.path("last");
    Facts facts = new Facts(shell, NAME_WIDTH);
    facts.line("Schedule", schedule.path("id").asString(""));
    facts.line("Type", schedule.path("type").asString(""));
    facts.line("Inputs", Json.text(schedule.path("inputs")));
    if (schedule.has("options")) {
      facts.line("Options", Json.text(schedule.path("options")));
    }
    facts.line("When", ScheduleListCommand.when(schedule));
    facts.line("Catch-up", schedule.path("catchUp").asString(""));
    facts.line("Overlap", schedule.path("overlap").asString(""));
    boolean paused = schedule.path("paused").asBoolean(false);
    facts.line("Next", paused ? "paused" : schedule.path("next").asString("over"));
    if (!last.isMissingNode()) {
      String outcome = last.path("due").asString("") + " " + last.path("outcome").asString("");
      String detail = last.path("detail").asString("");
      facts.line("Last", detail.isEmpty() ? outcome : outcome + ": " + detail);
    }
    if (schedule.has("jobID")) {
      facts.line("Request", schedule.path("jobID").asString(""));
    }
  }
}
