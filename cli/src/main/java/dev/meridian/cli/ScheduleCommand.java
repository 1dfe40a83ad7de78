package dev.meridian.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `meridian schedule`.
@Command(
    name = "schedule",
    description =
        "Requests that a gateway makes by itself: by the calendar, at intervals, or once.",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Example: meridian schedule add nightly fetch -i 'sources:=[\"usgs-quakes\"]' --cron '30 2 * * *' --zone UTC",
      "         meridian schedule list"
    })
final class ScheduleCommand implements Callable<Integer> {
  @SuppressWarnings("UnusedVariable") // for its options
  @Mixin
  private final Settings settings = new Settings();

  @Spec private CommandSpec spec = CommandSpec.create();

  /// The command with all that can be done with schedules.
  static CommandLine with(Shell shell) {
    CommandLine line =
        new CommandLine(new ScheduleCommand())
            .addSubcommand("add", new ScheduleAddCommand(shell))
            .addSubcommand("list", new ScheduleListCommand(shell))
            .addSubcommand("show", new ScheduleShowCommand(shell))
            .addSubcommand("next", new ScheduleNextCommand(shell));
    for (ScheduleVerb verb : ScheduleVerb.values()) {
      CommandLine command = new CommandLine(new ScheduleVerbCommand(shell, verb));
      command.getCommandSpec().usageMessage().description(verb.about());
      command
          .getCommandSpec()
          .usageMessage()
          .footer("", "Example: meridian schedule " + verb.word() + " nightly");
      line.addSubcommand(verb.word(), command);
    }
    return line;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "nothing to do");
  }
}
