package dev.meridian.cli;

import dev.meridian.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `meridian dead-letters show`.
@Command(
    name = "show",
    description = "Shows a dead letter with the message it was.",
    footer = {"", "Example: meridian dead-letters show 5f0c2b7a9e4d41d6a3b8c7d6e5f40312"})
final class LettersShowCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Parameters(paramLabel = "LETTER", description = "the id of a letter, as `list` shows it")
  private String id = "";

  LettersShowCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      JsonNode letter = gateway.get(LetterPath.of(id));
      shell.out().println(settings.json() ? Json.text(letter) : Json.pretty(letter));
      return Exit.OK;
    }
  }
}
