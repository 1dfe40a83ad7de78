package dev.meridian.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `meridian bench`.
@Command(
    name = "bench",
    description = "Measures Meridian.",
    commandListHeading = "%nCommands:%n",
    footer = {"", "Example: meridian bench round-trips --count 20000 --region fra"})
final class BenchCommand implements Callable<Integer> {
  @SuppressWarnings("UnusedVariable") // for its options
  @Mixin
  private final Settings settings = new Settings();

  @Spec private CommandSpec spec = CommandSpec.create();

  /// The command with all that it can measure.
  static CommandLine with(Shell shell) {
    return new CommandLine(new BenchCommand())
        .addSubcommand("round-trips", new RoundTripsCommand(shell))
        .addSubcommand("positions", new PositionsBenchCommand(shell));
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "nothing to measure");
  }
}
