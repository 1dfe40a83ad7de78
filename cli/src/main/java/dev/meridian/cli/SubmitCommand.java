package dev.meridian.cli;

import dev.meridian.json.Json;
import java.time.Duration;
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
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Parameters(
      paramLabel = "TYPE",
      description = "the name of a task type, for example echo or fetch")
  private String type = "";

  @Mixin private final Asked asked = new Asked();

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
    ObjectNode inputs = asked.inputs(shell);
    ObjectNode options = asked.options();
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
}
