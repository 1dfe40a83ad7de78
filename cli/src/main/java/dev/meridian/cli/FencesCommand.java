package dev.meridian.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `meridian fences`.
@Command(
    name = "fences",
    description = "Places whose edge moving objects cross: circles, polygons and multipolygons.",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Example: meridian fences import depots.geojson",
      "         meridian fences list --bbox 5,47,15,55"
    })
final class FencesCommand implements Callable<Integer> {
  /// Where the gateway has them.
  static final String PATH = "/fences";

  @SuppressWarnings("UnusedVariable") // for its options
  @Mixin
  private final Settings settings = new Settings();

  @Spec private CommandSpec spec = CommandSpec.create();

  /// The command with all that can be done with fences.
  static CommandLine with(Shell shell) {
    return new CommandLine(new FencesCommand())
        .addSubcommand("list", new FencesListCommand(shell))
        .addSubcommand("show", new FencesShowCommand(shell))
        .addSubcommand("put", new FencesPutCommand(shell))
        .addSubcommand("import", new FencesImportCommand(shell))
        .addSubcommand("export", new FencesExportCommand(shell))
        .addSubcommand("remove", new FencesRemoveCommand(shell));
  }

  /// The path of one.
  static String path(String id) {
    return PATH + "/" + Encoded.segment(id);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "nothing to do");
  }
}
