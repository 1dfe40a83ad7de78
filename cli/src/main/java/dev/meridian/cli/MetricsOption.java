package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.gateway.MetricsServer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a worker shows what it counts.
final class MetricsOption {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]):)?([0-9]{1,5})");
  private static final int LAST_PORT = 65_535;

  @Option(
      names = "--metrics",
      paramLabel = "[HOST:]PORT",
      description = {
        "Serve what the worker counts at http://HOST:PORT/metrics, for Prometheus. Default: not; of",
        "127.0.0.1 if only a port is given, 0 for any free one."
      })
  private @Nullable String metrics;

  /// An address.
  ///
  /// @param port 0 for any free one
  record At(String host, int port) {}

  /// Where to serve them, checked; null for nowhere.
  @Nullable At at() {
    if (metrics == null) {
      return null;
    }
    Matcher address = ADDRESS.matcher(metrics);
    if (!address.matches() || Integer.parseInt(address.group(2)) > LAST_PORT) {
      throw new InvalidValueException(
          "--metrics", metrics, "[HOST:]PORT, for example 9464 or 0.0.0.0:9464");
    }
    String host = address.group(1);
    return new At(host == null ? "127.0.0.1" : host, Integer.parseInt(address.group(2)));
  }

  /// Serves those of these nodes.
  ///
  /// @param at null for nowhere
  /// @return null if nowhere
  static @Nullable MetricsServer serve(@Nullable At at, Nodes nodes, Shell shell) {
    return at == null
        ? null
        : MetricsServer.start(at.host(), at.port(), nodes.metrics(), shell.clock());
  }
}
