package dev.meridian.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `meridian control`.
@Command(
    name = "control",
    description = {
      "Has nodes, Meridian's and Celery's, do something, as `celery control` does.",
      "Commands: add_consumer QUEUE, autoscale [MAX] [MIN], cancel_consumer QUEUE, disable_events, enable_events,",
      "heartbeat, pool_grow [N], pool_shrink [N], rate_limit TYPE RATE, revoke ID..., shutdown, terminate SIGNAL",
      "ID..., time_limit TYPE SOFT [HARD]."
    },
    footer = {"", "Example: meridian control revoke 019ab3c0-7a41-7000-8000-2f6b1c9d4e11"})
final class ControlNodesCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Panel panel = new Panel();

  @Mixin private final Settings settings = new Settings();

  ControlNodesCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    return panel.ask(shell, settings, ControlWords.CONTROL);
  }
}
