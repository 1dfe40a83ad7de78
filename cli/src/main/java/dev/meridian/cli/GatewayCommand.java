package dev.meridian.cli;

import ch.qos.logback.classic.Level;
import dev.meridian.gateway.Gateway;
import dev.meridian.gateway.GatewayConfig;
import dev.meridian.letter.LetterBounds;
import dev.meridian.module.TaskModules;
import dev.meridian.outbox.OutboxBounds;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `meridian gateway`.
@Command(
    name = "gateway",
    description = {
      "Takes requests over HTTP, sends their tasks to the right regions, answers with results.",
      "SIGTERM lets those who wait finish; a second one ends it at once."
    },
    footer = {
      "",
      "Example: meridian gateway --host 0.0.0.0 --broker amqp://rabbit --results redis://redis"
    })
final class GatewayCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Mixin private final Listen listen = new Listen();

  @Mixin private final TaskJars tasks = new TaskJars();

  @Mixin private final LetterOptions letters = new LetterOptions();

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description = "What clients call it by, for links. Default: as each request says.")
  private @Nullable URI publicUrl;

  @Option(
      names = "--mqtt",
      description = {
        "Take positions that devices publish over MQTT to the plugin of the brokers, on the topics",
        "meridian/positions/OBJECT and owntracks/USER/DEVICE."
      })
  private boolean mqtt;

  GatewayCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (settings.verbose()) {
      LogSetup.level(Level.DEBUG);
    }
    GatewayConfig config = listen.config();
    LetterBounds bounds = letters.bounds();
    OutboxBounds outbox = listen.outbox();
    shell.stop().listen();
    TaskModules own = tasks.load(shell);
    try (Nodes nodes = Nodes.shared(shell, settings).with(own).keeping(bounds).keeping(outbox)) {
      String named = listen.schedules();
      String schedules = named == null ? new StateFolder(shell).schedules() : named;
      Gateway gateway =
          nodes.startGateway(publicUrl == null ? config : config.calledBy(publicUrl), schedules);
      try (MqttInUse devices = new MqttInUse(nodes, shell.clock())) {
        if (mqtt) {
          devices.start();
        }
        new Banner(shell, nodes, settings.json()).gateway("gateway", gateway.uri());
        shell.stop().await();
        nodes.drain();
      }
      return Exit.OK;
    }
  }
}
