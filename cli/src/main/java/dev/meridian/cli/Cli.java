package dev.meridian.cli;

import dev.meridian.client.Unique;
import dev.meridian.geo.LonLat;
import dev.meridian.route.Priority;
import dev.meridian.route.RoutePolicy;
import dev.meridian.seal.SigningMode;
import dev.meridian.worker.ControlSigning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line as a whole: finds the command, reads its flags, runs it.
final class Cli {
  private static final String WAIT = "--wait";
  private static final int WIDTH = 104;

  private Cli() {}

  @Command(
      name = "meridian",
      header = "Runs each piece of work next to the data it needs.%n",
      commandListHeading = "%nCommands:%n",
      footer = {
        "",
        "Every option can be set by an environment variable, --drain-timeout by MERIDIAN_DRAIN_TIMEOUT, or by",
        "a file that such a variable names, --broker by MERIDIAN_BROKER_FILE. A flag beats the environment,",
        "the environment beats the file of --config.",
        "",
        "Example: meridian dev"
      })
  private static final class Root implements Runnable {
    @SuppressWarnings("UnusedVariable") // for its options
    @Mixin
    private final Settings settings = new Settings();

    @Option(
        names = {"-V", "--version"},
        versionHelp = true,
        description = "Print the version and exit.")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option itself
    private boolean version;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "no command");
    }
  }

  /// Runs what `args` ask for, completely.
  ///
  /// @return the exit code
  static int run(Shell shell, String... args) {
    return commandLine(shell, args).execute(joined(args));
  }

  /// The command line with the command of `args`, or with all commands if there is none.
  static CommandLine commandLine(Shell shell, String... args) {
    CommandLine line = new CommandLine(new Root());
    Commands.addTo(line, shell, args);
    boolean colours = shell.screen().colours();
    EnvironmentDefaults environment = new EnvironmentDefaults(shell.environment(), shell.folder());
    Complaints complaints = new Complaints(shell, environment);
    line.setDefaultValueProvider(environment)
        .registerConverter(Duration.class, Values::duration)
        .registerConverter(LonLat.class, Values::point)
        .registerConverter(RoutePolicy.class, RoutePolicy::of)
        .registerConverter(Unique.Mode.class, Unique.Mode::of)
        .registerConverter(Priority.class, Priority::of)
        .registerConverter(SigningMode.class, SigningMode::of)
        .registerConverter(ControlSigning.class, ControlSigning::of)
        .setOut(shell.out())
        .setErr(shell.err())
        .setUsageHelpWidth(WIDTH)
        .setUsageHelpLongOptionsMaxWidth(WIDTH / 3)
        .setColorScheme(CommandLine.Help.defaultColorScheme(colours ? Ansi.ON : Ansi.OFF))
        .setParameterExceptionHandler(complaints)
        .setExecutionExceptionHandler(complaints);
    document(line);
    return line;
  }

  private static void document(CommandLine command) {
    UsageMessageSpec help = command.getCommandSpec().usageMessage();
    help.sortOptions(false).abbreviateSynopsis(true).optionListHeading("%nOptions:%n");
    if (help.exitCodeList().isEmpty()) {
      help.exitCodeListHeading("%nExit codes:%n").exitCodeList(Exit.inWords());
    }
    command.getSubcommands().values().forEach(Cli::document);
  }

  /// The arguments with `--wait` in one piece, as its value may be left out: `--wait 5s` is
  /// `--wait=5s`, and `--wait` alone does not take what follows.
  private static String[] joined(String... args) {
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (!args[i].equals(WAIT)) {
        joined.add(args[i]);
      } else if (i + 1 < args.length && Values.isDuration(args[i + 1])) {
        joined.add(WAIT + "=" + args[++i]);
      } else {
        joined.add(WAIT + "=" + Values.LONGEST);
      }
    }
    return joined.toArray(String[]::new);
  }
}
