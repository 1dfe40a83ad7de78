package dev.meridian.cli;

import dev.meridian.cli.Table.Cell;
import dev.meridian.cli.Table.Column;
import dev.meridian.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `meridian result`.
@Command(
    name = "result",
    description = "Prints the answer of a request.",
    footer = {"", "Example: meridian result 019ab3c0-7a41-7000-8000-2f6b1c9d4e11 --wait=30s"})
final class ResultCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Parameters(paramLabel = "ID", description = "the id of a request, as `submit` prints it")
  private String id = "";

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      description = "Wait until it is over, at most so long (for example 30s); alone: until it is.")
  private @Nullable Duration wait;

  @Option(names = "--parts", description = "Show what became of each part instead.")
  private boolean parts;

  ResultCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      Jobs jobs = new Jobs(gateway);
      if (wait != null) {
        jobs.await(id, wait);
      }
      return parts ? showParts(jobs.parts(id)) : show(shell, jobs, id, settings.json());
    }
  }

  /// Prints the answer of a request that should be over.
  static int show(Shell shell, Jobs jobs, String id, boolean compact) throws InterruptedException {
    try {
      JsonNode results = jobs.results(id);
      shell.out().println(compact ? Json.text(results) : Json.pretty(results));
      return Exit.OK;
    } catch (ProblemException e) {
      if (e.is("result-not-ready")) {
        throw new CommandException(
            Exit.TIMEOUT, id + ": not ready (expected: a finished request; --wait waits)", e);
      }
      throw e;
    }
  }

  private int showParts(List<JsonNode> all) {
    if (settings.json()) {
      all.forEach(part -> shell.out().println(Json.text(part)));
      return Exit.OK;
    }
    Table table =
        new Table(
            shell.screen(),
            Column.words("PART"),
            Column.words("REGION"),
            Column.words("STATE"),
            Column.words("ANSWER"));
    for (JsonNode part : all) {
      PartLine line = PartLine.of(part);
      table.row(
          Cell.of(line.label()),
          Cell.of(line.region()),
          new Cell(line.state(), Screen.Style.ofState(line.state())),
          Cell.of(line.summary()));
    }
    table.print(shell.out());
    return Exit.OK;
  }
}
