package dev.meridian.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `meridian dead-letters`.
@Command(
    name = "dead-letters",
    description = "Shows tasks that ended badly, gives them another chance, or forgets them.",
    commandListHeading = "%nCommands:%n",
    footer = {"", "Example: meridian dead-letters list --type fetch --since 2h"})
final class DeadLettersCommand implements Callable<Integer> {
  /// Where the gateway has them.
  static final String PATH = "/dead-letters";

  @SuppressWarnings("UnusedVariable") // for its options
  @Mixin
  private final Settings settings = new Settings();

  @Spec private CommandSpec spec = CommandSpec.create();

  /// The command with all that can be done.
  static CommandLine with(Shell shell) {
    return new CommandLine(new DeadLettersCommand())
        .addSubcommand("list", new LettersListCommand(shell))
        .addSubcommand("show", new LettersShowCommand(shell))
        .addSubcommand("replay", new LettersReplayCommand(shell))
        .addSubcommand("purge", new LettersPurgeCommand(shell));
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "nothing to do");
  }
}
