package dev.meridian.cli;

import dev.meridian.task.TaskException;
import dev.meridian.task.TaskType;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.worker.TaskRegistry;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Scale;
import dev.meridian.worker.WorkerNode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/// A worker that dies of each task it runs, as one whose machine runs out of memory, unless told to
/// stand it.
final class FailurePoison {
  private static final int DEATH = 9;

  /// What the task does to the worker.
  enum Effect {
    KILLS,
    FAILS,
    SUCCEEDS
  }

  private FailurePoison() {}

  /// Runs until killed or poisoned.
  public static void main(String[] args) throws InterruptedException {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    Shell shell = Run.shell(System.getenv(), "", out, out);
    Settings settings =
        CommandLine.populateCommand(new Settings(), "--config", env("MERIDIAN_CONFIG"));
    Wiring.Urls urls = new Wiring.Urls(env("MERIDIAN_BROKER"), env("MERIDIAN_RESULTS"));
    Wiring wiring = new Wiring(RegionsInUse.of(shell, settings), urls, shell.clock());
    wiring.awaitBrokers(List.of(FailureScene.REGION), Duration.ofSeconds(20));
    wiring.awaitStore(Duration.ofSeconds(20));
    TaskType<JsonNode, JsonNode> poison =
        TaskType.of("test.poison", JsonNode.class, JsonNode.class);
    TaskRegistry registry =
        new TaskRegistry()
            .handle(
                poison,
                (input, _) -> swallow(input, Effect.valueOf(args.length == 0 ? "KILLS" : args[0])));
    WorkerNode worker =
        WorkerNode.start(
            WorkerConfig.of("poisoned", List.of(FailureScene.REGION), Scale.fixed(1)),
            registry,
            new WorkerNode.Collaborators(
                wiring,
                wiring.store(),
                new CeleryCodec("poisoned"),
                shell.clock(),
                new SecureRandom()));
    out.println("consuming " + worker.isConsuming());
    Thread.currentThread().join();
  }

  private static JsonNode swallow(JsonNode input, Effect effect) {
    return switch (effect) {
      case SUCCEEDS -> input;
      case FAILS -> throw TaskException.permanent("Indigestible", "tastes of poison");
      case KILLS -> {
        Runtime.getRuntime().halt(DEATH);
        throw new AssertionError("still alive");
      }
    };
  }

  private static String env(String name) {
    return Objects.requireNonNull(System.getenv(name), name);
  }
}
