package dev.meridian.cli;

import dev.meridian.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `meridian schedule pause`, `resume`, `run` and `remove`.
@Command
final class ScheduleVerbCommand implements Callable<Integer> {
  private final Shell shell;
  private final ScheduleVerb verb;

  @Mixin private final Settings settings = new Settings();

  @Parameters(paramLabel = "ID", description = "the id of a schedule, as `schedule list` shows it")
  private String id = "";

  ScheduleVerbCommand(Shell shell, ScheduleVerb verb) {
    this.shell = shell;
    this.verb = verb;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      String path = SchedulePaths.of(id);
      JsonNode answer =
          verb == ScheduleVerb.REMOVE
              ? gateway.delete(path)
              : gateway.post(path + "/" + verb.word(), Json.object());
      String words =
          switch (verb) {
            case PAUSE -> id + " paused";
            case RESUME -> id + " next " + answer.path("next").asString("never");
            case RUN -> answer.path("jobID").asString("");
            case REMOVE -> id + " removed";
          };
      shell.out().println(settings.json() ? Json.text(answer) : words);
      return Exit.OK;
    }
  }
}
