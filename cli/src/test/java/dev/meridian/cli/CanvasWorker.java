package dev.meridian.cli;

import dev.meridian.json.Json;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskType;
import dev.meridian.testing.Await;
import dev.meridian.worker.ControlCommand;
import dev.meridian.worker.TaskRegistry;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Scale;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/// A Java worker of tasks that are composed in tests, as a process of its own that can be killed.
final class CanvasWorker {
  private CanvasWorker() {}

  /// Two numbers, by place as a Python caller gives them.
  record Pair(int x, int y) {}

  /// The values of a chord's header.
  record Numbers(List<Integer> numbers) {}

  /// A file to wait for.
  record Gate(String file, int value) {}

  /// The tasks.
  static TaskRegistry tasks() {
    TaskType<JsonNode, JsonNode> fail = TaskType.of("java.fail", JsonNode.class, JsonNode.class);
    return new TaskRegistry()
        .handle(
            TaskType.of("java.add", Pair.class, Integer.class), (pair, _) -> pair.x() + pair.y())
        .handle(
            TaskType.of("java.sum", Numbers.class, Integer.class),
            (all, _) -> all.numbers().stream().mapToInt(Integer::intValue).sum())
        .handle(
            TaskType.of("java.gate", Gate.class, Integer.class),
            (gate, _) -> {
              Await.until(
                  gate.file(), Duration.ofMinutes(1), () -> Files.exists(Path.of(gate.file())));
              return gate.value();
            })
        .handle(
            fail,
            (_, _) -> {
              throw TaskException.permanent("JavaBroken", "on purpose");
            });
  }

  /// Runs until killed.
  public static void main(String[] args) throws InterruptedException {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    Shell shell = Run.shell(System.getenv(), "", out, out);
    Settings settings =
        CommandLine.populateCommand(
            new Settings(),
            "--config",
            env("MERIDIAN_CONFIG"),
            "--broker",
            env("MERIDIAN_BROKER"),
            "--results",
            env("MERIDIAN_RESULTS"));
    try (Nodes nodes = Nodes.shared(shell, settings)) {
      nodes.wiring().awaitBrokers(List.of(args[1]), Duration.ofSeconds(20));
      WorkerConfig config = WorkerConfig.of(args[0], List.of(args[1]), Scale.fixed(4));
      nodes.startWorker(config, tasks(), ControlCommand.STANDARD, false);
      out.println(Json.object().put("consuming", args[1]));
      Thread.currentThread().join();
    }
  }

  private static String env(String name) {
    return Objects.requireNonNull(System.getenv(name), name);
  }
}
