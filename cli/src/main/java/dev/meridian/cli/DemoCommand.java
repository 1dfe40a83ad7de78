package dev.meridian.cli;

import ch.qos.logback.classic.Level;
import dev.meridian.gateway.Gateway;
import dev.meridian.gateway.GatewayConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `meridian demo`.
@Command(
    name = "demo",
    description = {
      "Fetches and parses real documents in three regions and shows what happened.",
      "Everything runs in this process, on broker and result store in memory unless --broker and",
      "--results name real ones; local servers play the far-away sources."
    },
    footer = {
      "",
      "Example: meridian demo",
      "         meridian demo --broker amqp://localhost --results redis://localhost"
    })
final class DemoCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    LogSetup.level(settings.verbose() ? Level.INFO : Level.ERROR);
    try (DemoSources sources = DemoSources.start();
        Nodes nodes = Nodes.embedded(shell, settings, RegionsInUse.demo(sources.url()))) {
      nodes.startWorkers();
      Gateway gateway = nodes.startGateway(GatewayConfig.defaults().at("127.0.0.1", 0));
      try (GatewayClient client = new GatewayClient(gateway.uri().toString())) {
        DemoStory story = new DemoStory(shell, client);
        story.introduce(gateway.uri(), nodes.wiring(), sources.url());
        return story.tell() ? Exit.OK : Exit.FAILED;
      }
    }
  }
}
