package dev.meridian.cli;

import dev.meridian.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `meridian fences put`.
@Command(
    name = "put",
    description = "Makes a fence, or puts it in the place of the one with its id.",
    footer = {"", "Example: meridian fences put depot-north depot.geojson"})
final class FencesPutCommand implements Callable<Integer> {
  private static final int MOST_BYTES = 8 << 20;

  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Parameters(index = "0", paramLabel = "ID", description = "what to call it")
  private String id = "";

  @Parameters(
      index = "1",
      paramLabel = "FILE|-|JSON",
      description = "a GeoJSON Feature: from a file, from stdin, or as it stands")
  private String document = "";

  FencesPutCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode feature = Inputs.document(shell, "FILE", document, MOST_BYTES);
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      JsonNode fence = gateway.put(FencesCommand.path(id), feature.put("id", id));
      String words = id + " version " + fence.path("version").asString("");
      shell.out().println(settings.json() ? Json.text(fence) : words);
      return Exit.OK;
    }
  }
}
