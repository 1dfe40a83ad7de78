package dev.meridian.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `meridian positions`.
@Command(
    name = "positions",
    description = "Where moving objects are, as they or their recorders say it.",
    commandListHeading = "%nCommands:%n",
    footer = {"", "Example: meridian positions send ride.gpx --object bike-7"})
final class PositionsCommand implements Callable<Integer> {
  /// Where the gateway takes them.
  static final String PATH = "/positions";

  @SuppressWarnings("UnusedVariable") // for its options
  @Mixin
  private final Settings settings = new Settings();

  @Spec private CommandSpec spec = CommandSpec.create();

  /// The command with all that can be done with positions.
  static CommandLine with(Shell shell) {
    return new CommandLine(new PositionsCommand())
        .addSubcommand("send", new PositionsSendCommand(shell));
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "nothing to do");
  }
}
