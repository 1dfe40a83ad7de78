package dev.meridian.cli;

import ch.qos.logback.classic.Level;
import dev.meridian.gateway.Gateway;
import dev.meridian.gateway.GatewayConfig;
import dev.meridian.letter.LetterBounds;
import dev.meridian.module.TaskModules;
import dev.meridian.outbox.OutboxBounds;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `meridian dev`.
@Command(
    name = "dev",
    description = {
      "Runs a gateway and a worker for each region in one process.",
      "Broker and result store live in it, too, unless --broker and --results name others."
    },
    footer = {"", "Example: meridian dev --port 8080"})
final class DevCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Mixin private final Listen listen = new Listen();

  @Mixin private final TaskJars tasks = new TaskJars();

  @Mixin private final LetterOptions letters = new LetterOptions();

  DevCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    LogSetup.level(settings.verbose() ? Level.DEBUG : Level.WARN);
    GatewayConfig config = listen.config();
    LetterBounds bounds = letters.bounds();
    OutboxBounds outbox = listen.outbox();
    shell.stop().listen();
    TaskModules own = tasks.load(shell);
    try (Nodes nodes = Nodes.embedded(shell, settings).with(own).keeping(bounds).keeping(outbox)) {
      nodes.startWorkers();
      String schedules = listen.schedules();
      Gateway gateway = nodes.startGateway(config, schedules == null ? Wiring.MEMORY : schedules);
      new Banner(shell, nodes, settings.json()).gateway("dev", gateway.uri());
      shell.stop().await();
      return nodes.drain() ? Exit.OK : Exit.FAILED;
    }
  }
}
