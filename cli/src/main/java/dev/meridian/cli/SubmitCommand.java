package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.route.Priority;
import dev.meridian.route.RoutePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `meridian submit`.
@Command(
    name = "submit",
    description = "Makes a request and prints its id, or its answer with --wait.",
    footer = {
      "",
      "Example: meridian submit echo --input stringInput=hello --wait",
      "         meridian submit fetch --input 'sources:=[\"usgs-quakes\"]' --near 8.68,50.11 --follow"
    })
final class SubmitCommand implements Callable<Integer> {
  private static final double MILLIS = 1000;

  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Parameters(
      paramLabel = "TYPE",
      description = "the name of a task type, for example echo or fetch")
  private String type = "";

  @Option(
      names = {"-i", "--input"},
      paramLabel = "NAME=VALUE",
      description = "One input: name=text or name:=json. May be repeated.")
  private List<String> members = new ArrayList<>();

  @Option(
      names = "--inputs",
      paramLabel = "FILE|-|JSON",
      description = "All inputs as one JSON object: from a file, from stdin, or as it stands.")
  private @Nullable String document;

  @Option(names = "--region", paramLabel = "ID", description = "Where: in this region.")
  private @Nullable String region;

  @Option(names = "--near", paramLabel = "LON,LAT", description = "Where: near this point.")
  private @Nullable LonLat near;

  @Option(names = "--policy", paramLabel = "NAME", description = "pin, prefer, nearest or any.")
  private @Nullable RoutePolicy policy;

  @Option(names = "--priority", paramLabel = "NAME", description = "high, normal or low.")
  private @Nullable Priority priority;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "Give up what is not finished after so long, for example 30s.")
  private @Nullable Duration deadline;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      description = "Print the answer once it is there, at most so long; alone: until it is.")
  private @Nullable Duration wait;

  @Option(names = "--follow", description = "Show parts as they arrive.")
  private boolean follow;

  SubmitCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode inputs = Inputs.of(shell, document, members);
    ObjectNode options = options();
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      Jobs jobs = new Jobs(gateway);
      Jobs.Status status = jobs.submit(type, inputs, options);
      if (follow) {
        hint(status.id());
        Follower follower = new Follower(jobs, shell, settings.json());
        return follower.follow(status.id()).successful() ? Exit.OK : Exit.FAILED;
      }
      return wait == null ? accepted(status) : answer(jobs, status.id(), wait);
    }
  }

  private int accepted(Jobs.Status status) {
    shell.out().println(settings.json() ? Json.text(status.document()) : status.id());
    hint("meridian watch " + status.id() + "   shows how it goes on");
    return Exit.OK;
  }

  /// For people only.
  private void hint(String text) {
    if (shell.screen().terminal() && !settings.json()) {
      shell.err().println(shell.screen().paint(Screen.Style.DIM, text));
    }
  }

  private int answer(Jobs jobs, String id, Duration patience) throws InterruptedException {
    jobs.await(id, patience);
    return ResultCommand.show(shell, jobs, id, settings.json());
  }

  private ObjectNode options() {
    ObjectNode options = Json.object();
    if (region != null && near != null) {
      throw new InvalidValueException("--region", region + " and --near", "one of them");
    }
    if (region != null) {
      options.put("region", region);
    }
    if (near != null) {
      options.set("near", Json.array().add(near.lon()).add(near.lat()));
    }
    if (policy != null) {
      options.put("policy", policy.word());
    }
    if (priority != null) {
      options.put("priority", priority.word());
    }
    if (deadline != null) {
      options.put("deadline", deadline.toMillis() / MILLIS);
    }
    return options;
  }
}
