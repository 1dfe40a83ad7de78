package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Options from environment variables: `--drain-timeout` is `MERIDIAN_DRAIN_TIMEOUT`, or what the
/// file named by `MERIDIAN_DRAIN_TIMEOUT_FILE` holds.
final class EnvironmentDefaults implements IDefaultValueProvider {
  private static final int MOST_BYTES = 64 * 1024;

  private final Map<String, String> environment;
  private final Path folder;

  EnvironmentDefaults(Map<String, String> environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
  }

  /// The variable that sets an option.
  static String variable(OptionSpec option) {
    String name = option.longestName().replaceFirst("^-+", "").replace('-', '_');
    return "MERIDIAN_" + name.toUpperCase(Locale.ROOT);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option && !option.usageHelp() && !option.versionHelp()
        ? value(variable(option)).orElse(null)
        : null;
  }

  /// Empty values do not count, and neither do those that Kubernetes sets for a service that
  /// happens to be called `meridian`, such as `MERIDIAN_PORT=tcp://10.0.0.7:8080`.
  private Optional<String> value(String variable) {
    String value = environment.getOrDefault(variable, "");
    String file = environment.getOrDefault(variable + "_FILE", "");
    if (!value.isEmpty() && !value.startsWith("tcp://")) {
      return Optional.of(value);
    }
    return file.isEmpty() ? Optional.empty() : Optional.of(read(variable + "_FILE", file));
  }

  private String read(String variable, String file) {
    Path path = folder.resolve(file);
    try {
      if (Files.size(path) <= MOST_BYTES) {
        return Files.readString(path).strip();
      }
    } catch (IOException e) {
      // Falls through to the complaint.
    }
    throw new InvalidValueException(variable, file, "a readable file of at most 64 KiB");
  }
}
