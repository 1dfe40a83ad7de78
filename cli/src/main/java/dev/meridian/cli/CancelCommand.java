package dev.meridian.cli;

import dev.meridian.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `meridian cancel`.
@Command(
    name = "cancel",
    description = "Cancels a request, or removes what is left of it.",
    footer = {"", "Example: meridian cancel 019ab3c0-7a41-7000-8000-2f6b1c9d4e11"})
final class CancelCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Parameters(paramLabel = "ID", description = "the id of a request, as `submit` prints it")
  private String id = "";

  CancelCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      Jobs.Status status = new Jobs(gateway).cancel(id);
      shell
          .out()
          .println(settings.json() ? Json.text(status.document()) : id + " " + status.state());
      return Exit.OK;
    }
  }
}
