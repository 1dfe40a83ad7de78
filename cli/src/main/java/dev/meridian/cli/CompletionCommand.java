package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `meridian completion`.
@Command(
    name = "completion",
    description = "Prints a script that completes commands and options in a shell.",
    footer = {
      "",
      "Example: source <(meridian completion bash)",
      "         source <(meridian completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Shell shell;

  @SuppressWarnings("UnusedVariable") // for its options
  @Mixin
  private final Settings settings = new Settings();

  @Parameters(paramLabel = "SHELL", description = "bash or zsh")
  private String name = "";

  CompletionCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (!name.equals("bash") && !name.equals("zsh")) {
      throw new InvalidValueException("SHELL", name, "bash or zsh");
    }
    // One script for both: it turns on zsh's support for bash completion by itself.
    shell.out().println(AutoComplete.bash("meridian", Cli.commandLine(shell)));
    return Exit.OK;
  }
}
