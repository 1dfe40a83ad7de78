package dev.meridian.cli;

import dev.meridian.json.Json;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `meridian fences show`.
@Command(
    name = "show",
    description = "Shows a fence with its rules, or which objects are inside of it.",
    footer = {"", "Example: meridian fences show depot-north --objects"})
final class FencesShowCommand implements Callable<Integer> {
  private static final int NAME_WIDTH = 14;
  private static final int MOST_OBJECTS = 10_000;
  private static final Set<String> SHOWN = Set.of("name", "groups", "radius");

  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Parameters(paramLabel = "ID", description = "the id of a fence, as `fences list` shows it")
  private String id = "";

  @Option(names = "--objects", description = "Show the ids of the objects inside, one a line.")
  private boolean objects;

  FencesShowCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    String path = FencesCommand.path(id);
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      JsonNode document = gateway.get(objects ? path + "/objects?limit=" + MOST_OBJECTS : path);
      if (settings.json()) {
        shell.out().println(Json.text(document));
      } else if (objects) {
        document
            .path("objects")
            .forEach(object -> shell.out().println(Text.safe(object.asString(""))));
      } else {
        print(document);
      }
      return Exit.OK;
    }
  }

  private void print(JsonNode fence) {
    JsonNode properties = fence.path("properties");
    Facts facts = new Facts(shell, NAME_WIDTH);
    facts.line("Fence", fence.path("id").asString(""));
    facts.line("Version", fence.path("version").asString(""));
    facts.line("Name", properties.path("name").asString("-"));
    facts.line("Shape", FencesListCommand.shape(fence));
    facts.line("Groups", properties.has("groups") ? FencesListCommand.groups(properties) : "-");
    facts.line("Expires", fence.path("expires").asString("never"));
    for (String name : properties.propertyNames()) {
      if (!SHOWN.contains(name)) {
        facts.line(name, Json.text(properties.path(name)));
      }
    }
  }
}
