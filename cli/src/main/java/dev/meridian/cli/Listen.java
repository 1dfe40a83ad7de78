package dev.meridian.cli;

import dev.meridian.gateway.GatewayConfig;
import picocli.CommandLine.Option;

/// Where a gateway listens: the options of each command that starts one.
final class Listen {
  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Where to listen; 0.0.0.0 for everywhere. Default: ${DEFAULT-VALUE}")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "0 for any free one. Default: ${DEFAULT-VALUE}")
  private int port = 8080;

  /// A gateway there, with standard bounds.
  GatewayConfig config() {
    return GatewayConfig.defaults().at(host, port);
  }
}
