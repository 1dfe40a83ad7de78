package dev.meridian.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `meridian inspect`.
@Command(
    name = "inspect",
    description = {
      "Asks nodes, Meridian's and Celery's, how they are, as `celery inspect` does.",
      "Commands: active, active_queues, clock, conf, ping, query_task ID..., registered, report, reserved,",
      "revoked, scheduled, stats."
    },
    footer = {"", "Example: meridian inspect active --destination fra@host-4711"})
final class InspectCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Panel panel = new Panel();

  @Mixin private final Settings settings = new Settings();

  InspectCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    return panel.ask(shell, settings, ControlWords.INSPECT);
  }
}
