package dev.meridian.cli;

import dev.meridian.gateway.GatewayConfig;
import dev.meridian.outbox.OutboxBounds;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--schedules",
      paramLabel = "URL",
      description =
          "Where schedules are kept: jdbc:h2:file:PATH, jdbc:postgresql://HOST/DATABASE or memory://.")
  private @Nullable String schedules;

  @Option(
      names = "--outbox",
      paramLabel = "N",
      description =
          "The most tasks that wait, beside the schedules, for brokers that are down; 0 refuses them. Default: ${DEFAULT-VALUE}")
  private int outbox = OutboxBounds.STANDARD.entries();

  @Option(names = "--no-ui", description = "Serve no live map at /ui/.")
  private boolean plain;

  @Option(
      names = "--same-origin",
      description = "Let web pages of other origins neither read nor change anything.")
  private boolean sameOrigin;

  /// How much may wait for brokers that are down, checked.
  OutboxBounds outbox() {
    return OutboxBounds.STANDARD.withEntries(outbox);
  }

  /// Where schedules are kept; null if nobody said.
  @Nullable String schedules() {
    return schedules;
  }

  /// A gateway there, with standard bounds.
  GatewayConfig config() {
    GatewayConfig config = GatewayConfig.defaults().at(host, port).open(!sameOrigin);
    return plain ? config.withoutUi() : config;
  }
}
