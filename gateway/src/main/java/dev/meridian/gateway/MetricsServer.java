package dev.meridian.gateway;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.time.InstantSource;

/// An HTTP server that answers nothing but `GET /metrics`, for nodes that are no gateway.
/// Thread-safe.
public final class MetricsServer implements AutoCloseable {
  private final GatewayConfig config;
  private final JettyServer server;

  private MetricsServer(GatewayConfig config, JettyServer server) {
    this.config = config;
    this.server = server;
  }

  /// Starts one; it answers when this returns.
  ///
  /// @param host address to listen at
  /// @param port 0 for any free one
  /// @throws dev.meridian.MeridianException if it cannot listen there
  public static MetricsServer start(
      String host, int port, PrometheusRegistry registry, InstantSource clock) {
    GatewayConfig config = GatewayConfig.defaults().at(host, port).open(false);
    Routes routes = new Routes();
    new MetricsPage(registry).register(routes);
    Dispatcher dispatcher = new Dispatcher(routes, new Failures(clock), config.cors());
    JettyServer server = new JettyServer(config, dispatcher::answer);
    server.start();
    return new MetricsServer(config, server);
  }

  /// Where the metrics are.
  public URI uri() {
    return URI.create("http://" + config.host() + ":" + server.port() + "/metrics");
  }

  @Override
  public void close() {
    server.close();
  }
}
