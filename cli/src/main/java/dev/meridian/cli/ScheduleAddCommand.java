package dev.meridian.cli;

import dev.meridian.json.Json;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `meridian schedule add`.
@Command(
    name = "add",
    description = "Adds a schedule, and prints when it is due first.",
    footer = {
      "",
      "Example: meridian schedule add nightly echo -i stringInput=hello --cron '30 2 * * *' --zone Europe/Berlin",
      "         meridian schedule add often echo -i stringInput=hello --every 15m --overlap skip"
    })
final class ScheduleAddCommand implements Callable<Integer> {
  private static final double MILLIS = 1000;

  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Parameters(index = "0", paramLabel = "ID", description = "what to call it")
  private String id = "";

  @Parameters(
      index = "1",
      paramLabel = "TYPE",
      description = "the name of a task type, for example echo or fetch")
  private String type = "";

  @Option(
      names = "--cron",
      paramLabel = "EXPRESSION",
      description =
          "Minute, hour, day of month, month, day of week; six fields begin with seconds.")
  private @Nullable String cron;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "The time zone of --cron, for example Europe/Berlin. Default: UTC.")
  private @Nullable String zone;

  @Option(names = "--every", paramLabel = "TIME", description = "The interval, for example 15m.")
  private @Nullable Duration every;

  @Option(
      names = "--anchor",
      paramLabel = "INSTANT",
      description = "One of the times of --every. Default: now.")
  private @Nullable String anchor;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "The only time, for example 2027-03-01T08:00:00Z.")
  private @Nullable String at;

  @Option(
      names = "--catch-up",
      paramLabel = "NAME",
      description = "Of runs missed while no gateway was there make none (skip), once or all.")
  private @Nullable String catchUp;

  @Option(
      names = "--overlap",
      paramLabel = "NAME",
      description = "allow, or skip a run while the request before it is not over.")
  private @Nullable String overlap;

  @Option(names = "--replace", description = "Replace the schedule of this id, if there is one.")
  private boolean replace;

  @Mixin private final Asked asked = new Asked();

  ScheduleAddCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode document = document();
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      JsonNode added =
          replace
              ? gateway.put(SchedulePaths.of(id), document)
              : gateway.post(SchedulePaths.ALL, document);
      String next = id + " next " + added.path("next").asString("never");
      shell.out().println(settings.json() ? Json.text(added) : next);
      return Exit.OK;
    }
  }

  private ObjectNode document() {
    ObjectNode document = Json.object().put("id", id).put("type", type);
    document.set("inputs", asked.inputs(shell));
    ObjectNode options = asked.options();
    if (!options.isEmpty()) {
      document.set("options", options);
    }
    if (every != null) {
      document.put("every", every.toMillis() / MILLIS);
    }
    put(document, "cron", cron);
    put(document, "zone", zone);
    put(document, "anchor", anchor);
    put(document, "at", at);
    put(document, "catchUp", catchUp);
    put(document, "overlap", overlap);
    return document;
  }

  private static void put(ObjectNode document, String name, @Nullable String value) {
    if (value != null) {
      document.put(name, value);
    }
  }
}
