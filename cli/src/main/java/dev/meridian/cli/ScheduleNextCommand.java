package dev.meridian.cli;

import dev.meridian.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `meridian schedule next`.
@Command(
    name = "next",
    description = "Prints when a schedule is due next, a time a line.",
    footer = {"", "Example: meridian schedule next nightly --count 10"})
final class ScheduleNextCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Parameters(paramLabel = "ID", description = "the id of a schedule, as `schedule list` shows it")
  private String id = "";

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many times, 1 to 100. Default: ${DEFAULT-VALUE}")
  private int count = 5;

  ScheduleNextCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      JsonNode document = gateway.get(SchedulePaths.of(id) + "/next?count=" + count);
      if (settings.json()) {
        shell.out().println(Json.text(document));
      } else {
        document.path("times").forEach(time -> shell.out().println(time.asString()));
      }
      return Exit.OK;
    }
  }
}
