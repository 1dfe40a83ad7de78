package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `meridian dead-letters purge`.
@Command(
    name = "purge",
    description = {
      "Forgets dead letters: one, or all that a filter means, which without a filter is every one. Without a letter",
      "or --yes it says only how many there are."
    },
    footer = {"", "Example: meridian dead-letters purge --until 7d --yes"})
final class LettersPurgeCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Mixin private final LetterSelection selection = new LetterSelection();

  @Parameters(arity = "0..1", paramLabel = "LETTER", description = "only this one")
  private @Nullable String id;

  @Option(names = "--yes", description = "Do it.")
  private boolean yes;

  LettersPurgeCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode order = selection.members(shell.clock());
    if (id != null && !order.isEmpty()) {
      throw new InvalidValueException("LETTER", id, "no filter beside it");
    }
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      JsonNode answer = id == null ? many(gateway, order) : one(gateway, LetterPath.of(id));
      shell.out().println(settings.json() ? Json.text(answer) : words(answer));
      return Exit.OK;
    }
  }

  private static JsonNode one(GatewayClient gateway, String path) throws InterruptedException {
    gateway.delete(path);
    return Json.object().put("dryRun", false).put("purged", 1);
  }

  private JsonNode many(GatewayClient gateway, ObjectNode order) throws InterruptedException {
    return gateway.execute(DeadLettersCommand.PATH + "/purge", order.put("dryRun", !yes));
  }

  private static String words(JsonNode answer) {
    return answer.has("purged")
        ? answer.path("purged").asLong(0) + " purged"
        : answer.path("matched").asLong(0) + " would be purged; do it with --yes";
  }
}
