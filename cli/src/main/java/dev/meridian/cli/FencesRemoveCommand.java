package dev.meridian.cli;

import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `meridian fences remove`.
@Command(
    name = "remove",
    description = "Removes fences; objects that are inside have left them.",
    footer = {"", "Example: meridian fences remove depot-north depot-south"})
final class FencesRemoveCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Parameters(
      arity = "1..*",
      paramLabel = "ID",
      description = "ids of fences, as `fences list` shows them")
  private List<String> ids = new ArrayList<>();

  FencesRemoveCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      for (String id : ids) {
        gateway.delete(FencesCommand.path(id));
        shell
            .out()
            .println(
                settings.json() ? Json.text(Json.object().put("removed", id)) : id + " removed");
      }
      return Exit.OK;
    }
  }
}
