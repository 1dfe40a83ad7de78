package dev.meridian.cli;

import java.util.List;
import picocli.CommandLine;

/// All commands by name. Only the one that is asked for is loaded.
final class Commands {
  /// In the order in which `--help` lists them.
  static final List<String> NAMES =
      List.of(
          "dev",
          "demo",
          "gateway",
          "worker",
          "submit",
          "result",
          "watch",
          "cancel",
          "stream",
          "schedule",
          "fences",
          "positions",
          "regions",
          "sources",
          "inspect",
          "control",
          "dead-letters",
          "doctor",
          "bench",
          "completion");

  private static final String WARM_UP = "warm-up";

  private Commands() {}

  /// Adds the command that `args` name, or all of them where they name none.
  static void addTo(CommandLine root, Shell shell, String... args) {
    if (args.length > 0 && args[0].equals(WARM_UP)) {
      root.addSubcommand(WARM_UP, new WarmUpCommand(shell));
      return;
    }
    boolean named = args.length > 0 && NAMES.contains(args[0]);
    for (String name : named ? List.of(args[0]) : NAMES) {
      root.addSubcommand(name, create(name, shell));
    }
  }

  private static Object create(String name, Shell shell) {
    return switch (name) {
      case "dev" -> new DevCommand(shell);
      case "demo" -> new DemoCommand(shell);
      case "gateway" -> new GatewayCommand(shell);
      case "worker" -> new WorkerCommand(shell);
      case "submit" -> new SubmitCommand(shell);
      case "result" -> new ResultCommand(shell);
      case "watch" -> new WatchCommand(shell);
      case "cancel" -> new CancelCommand(shell);
      case "stream" -> new StreamCommand(shell);
      case "schedule" -> ScheduleCommand.with(shell);
      case "fences" -> FencesCommand.with(shell);
      case "positions" -> PositionsCommand.with(shell);
      case "regions" -> new RegionsCommand(shell);
      case "sources" -> new SourcesCommand(shell);
      case "inspect" -> new InspectCommand(shell);
      case "control" -> new ControlNodesCommand(shell);
      case "dead-letters" -> DeadLettersCommand.with(shell);
      case "doctor" -> new DoctorCommand(shell);
      case "bench" -> BenchCommand.with(shell);
      case "completion" -> new CompletionCommand(shell);
      default -> throw new IllegalArgumentException(name);
    };
  }
}
