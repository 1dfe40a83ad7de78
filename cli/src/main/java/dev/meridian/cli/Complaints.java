package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.MeridianException;
import dev.meridian.NearNames;
import dev.meridian.config.Complaint;
import dev.meridian.config.ConfigurationException;
import dev.meridian.module.TaskFolderException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns every failure into one line on stderr and an exit code: `meridian: what: value (expected:
/// …)`.
final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private static final String VERBOSE = "--verbose";

  private final Shell shell;
  private final EnvironmentDefaults environment;

  Complaints(Shell shell, EnvironmentDefaults environment) {
    this.shell = shell;
    this.environment = environment;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    if (args.length == 0) {
      failure.getCommandLine().usage(shell.err());
      return Exit.USAGE;
    }
    print(List.of(reason(failure, args)), Arrays.asList(args).contains(VERBOSE) ? failure : null);
    return Exit.USAGE;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    int code = Exit.of(failure);
    if (code == Exit.INTERRUPTED) {
      return code;
    }
    boolean verbose = Boolean.TRUE.equals(command.getCommandSpec().findOption(VERBOSE).getValue());
    print(lines(failure), verbose ? failure : null);
    return code;
  }

  private void print(List<String> lines, @Nullable Throwable failure) {
    lines.forEach(line -> shell.err().println("meridian: " + Text.safe(line)));
    if (failure != null) {
      failure.printStackTrace(shell.err());
    }
    shell.err().flush();
  }

  /// One line, or one for each complaint about a file.
  private static List<String> lines(Throwable failure) {
    return switch (failure) {
      case ConfigurationException e -> e.complaints().stream().map(Complaint::toString).toList();
      case TaskFolderException e -> e.complaints();
      case MeridianException e -> List.of(String.valueOf(e.getMessage()));
      default -> List.of(failure.toString());
    };
  }

  private String reason(ParameterException failure, String[] args) {
    return switch (failure) {
      case UnmatchedArgumentException e -> unmatched(e);
      case MissingParameterException e -> missing(e);
      case OverwrittenOptionException e ->
          complaint(name(e.getOverwritten()), "given twice", "only once");
      default -> invalid(failure, args);
    };
  }

  private static String unmatched(UnmatchedArgumentException failure) {
    String word = failure.getUnmatched().getFirst();
    CommandLine command = failure.getCommandLine();
    if (failure.isUnknownOption()) {
      List<String> known = new ArrayList<>();
      command.getCommandSpec().options().forEach(o -> known.add(o.longestName()));
      return complaint("option", word, NearNames.expectation(word, known));
    }
    return command.getSubcommands().isEmpty()
        ? complaint("argument", word, "nothing more; see --help")
        : complaint(
            "command", word, NearNames.expectation(word, command.getSubcommands().keySet()));
  }

  private static String missing(MissingParameterException failure) {
    ArgSpec missing = failure.getMissing().getFirst();
    String expected =
        missing instanceof PositionalParamSpec && missing.description().length > 0
            ? missing.description()[0]
            : missing.paramLabel();
    return complaint(name(missing), "missing", expected);
  }

  private String invalid(ParameterException failure, String[] args) {
    ArgSpec argument = failure.getArgSpec();
    if (failure.getCause() instanceof InvalidValueException cause && argument == null) {
      return String.valueOf(cause.getMessage());
    }
    if (argument == null) {
      return complaint("command", "missing", "one of those that --help lists");
    }
    String value = String.valueOf(failure.getValue());
    return complaint(origin(argument, value, args), value, expected(failure, argument));
  }

  private static String expected(ParameterException failure, ArgSpec argument) {
    if (failure.getCause() instanceof InvalidValueException cause) {
      return cause.expected();
    }
    Class<?> type = argument.type();
    if (type == int.class || type == long.class) {
      return "a whole number";
    }
    return type == boolean.class ? "true or false" : argument.paramLabel();
  }

  /// The flag, or the variable if that is where the value came from.
  private String origin(ArgSpec argument, String value, String[] args) {
    if (argument instanceof OptionSpec option) {
      boolean flag = Arrays.stream(args).anyMatch(a -> a.startsWith(option.longestName()));
      if (!flag && value.equals(environment.defaultValue(option))) {
        return EnvironmentDefaults.variable(option);
      }
    }
    return name(argument);
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String complaint(String what, String value, String expected) {
    return new InvalidValueException(what, value, expected).getMessage() + "";
  }
}
