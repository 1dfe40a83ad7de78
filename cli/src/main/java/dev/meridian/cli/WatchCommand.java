package dev.meridian.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `meridian watch`.
@Command(
    name = "watch",
    description = "Shows a request until it is over, with its parts as they arrive.",
    footer = {"", "Example: meridian watch 019ab3c0-7a41-7000-8000-2f6b1c9d4e11"})
final class WatchCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Parameters(paramLabel = "ID", description = "the id of a request, as `submit` prints it")
  private String id = "";

  WatchCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      Follower follower = new Follower(new Jobs(gateway), shell, settings.json());
      return follower.follow(id).successful() ? Exit.OK : Exit.FAILED;
    }
  }
}
