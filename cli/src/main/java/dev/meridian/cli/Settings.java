package dev.meridian.cli;

import dev.meridian.seal.SigningMode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that every command has, so that one set of flags or variables serves them all. A
/// command ignores those it has no use for.
final class Settings {
  @Option(
      names = "--gateway",
      order = 101,
      paramLabel = "URL",
      description = "The gateway to talk to. Default: ${DEFAULT-VALUE}")
  private String gateway = "http://127.0.0.1:8080";

  @Option(
      names = "--config",
      order = 102,
      paramLabel = "FILE",
      description = "Regions and sources. Default: ./regions.yaml, else a built-in one.")
  private @Nullable Path config;

  @Option(
      names = "--broker",
      order = 103,
      paramLabel = "URL",
      description = "For all regions: amqp://, amqps:// or memory://. Default: as the file says.")
  private @Nullable String broker;

  @Option(
      names = "--results",
      order = 104,
      paramLabel = "URL",
      description =
          "redis://, rediss://, or memory:// where nothing is shared, which is the default there.")
  private @Nullable String results;

  @Option(
      names = "--signing",
      order = 105,
      paramLabel = "MODE",
      description =
          "off, sign what is sent, or require signatures of what is taken, too. Default: off")
  private SigningMode signing = SigningMode.OFF;

  @Option(
      names = "--keys",
      order = 106,
      paramLabel = "FILE",
      description = "The keys that sign and encrypt messages and sign control requests.")
  private @Nullable Path keys;

  @Option(names = "--json", order = 107, description = "Print JSON, for programs.")
  private boolean json;

  @Option(
      names = "--verbose",
      order = 108,
      description = "Log more, and show where a failure came from.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      order = 109,
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the option itself
  private boolean help;

  String gateway() {
    return gateway;
  }

  @Nullable Path config() {
    return config;
  }

  @Nullable String broker() {
    return broker;
  }

  @Nullable String results() {
    return results;
  }

  SigningMode signing() {
    return signing;
  }

  @Nullable Path keys() {
    return keys;
  }

  boolean json() {
    return json;
  }

  boolean verbose() {
    return verbose;
  }
}
